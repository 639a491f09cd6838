//! Sổ tay: the electronic party-member handbook server.

pub mod kernel;
