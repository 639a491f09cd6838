//! Operations sorted by the first word of their paths (`/me`, `/units` …). Within one list of all of them every request tries
//! an expression for each operation before its own; so it compares a few words, and tries those that share its first one.

use actix_web::dev::HttpServiceFactory;
use actix_web::guard::GuardContext;
use utoipa_actix_web::service_config::ServiceConfig;
use utoipa_actix_web::{OpenApiFactory, scope};

type Mount = Box<dyn FnOnce(&mut ServiceConfig<'_>)>;

/// Collects the operations of rooms below one path.
pub struct Branches {
    /// Before the first words.
    base: &'static str,
    branches: Vec<(String, Vec<Mount>)>,
}

impl Branches {
    /// Of `base`, which begins with a slash and does not end with one.
    #[must_use]
    pub fn below(base: &'static str) -> Self {
        Self {
            base,
            branches: Vec::new(),
        }
    }

    /// Takes an operation. Those of one word are tried in the order in which they come.
    pub fn service<F>(&mut self, operation: F) -> &mut Self
    where
        F: HttpServiceFactory + OpenApiFactory + 'static,
    {
        let paths = operation.paths();
        let path = paths.paths.keys().next().map_or("", String::as_str);
        let word = first_word(path).to_owned();
        let mount: Mount = Box::new(move |config| {
            config.service(operation);
        });
        match self.branches.iter_mut().find(|(known, _)| *known == word) {
            Some((_, mounts)) => mounts.push(mount),
            None => self.branches.push((word, vec![mount])),
        }
        self
    }

    /// Mounts what was taken.
    pub fn mount(self, config: &mut ServiceConfig<'_>) {
        let base = self.base;
        for (word, mounts) in self.branches {
            let is_of_word = move |asked: &GuardContext<'_>| {
                let path = asked.head().uri.path();
                path.strip_prefix(base).map(first_word) == Some(word.as_str())
            };
            let branch = scope::scope("").guard(actix_web::guard::fn_guard(is_of_word));
            config.service(branch.configure(|config| {
                for mount in mounts {
                    mount(config);
                }
            }));
        }
    }
}

/// Up to the second slash.
fn first_word(path: &str) -> &str {
    path.split('/').nth(1).unwrap_or_default()
}
