//! Lists: a cursor goes on where the page before ended, and fits only the caller and the list it was made for.
