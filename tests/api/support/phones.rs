//! A provider of pushes that keeps what it is given, and answers as the test says.

use std::sync::Mutex;

use sotay::providers::{Notice, Provider, Sending, Target, Verdict};

/// A message that arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rung {
    pub address: String,
    pub nid: String,
    pub class: String,
    pub body: String,
    pub urgent: bool,
}

/// All phones of a test. An address is answered as its longest prefix that [`Phones::answer`] named; others accept.
#[derive(Debug, Default)]
pub struct Phones {
    rung: Mutex<Vec<Rung>>,
    tried: Mutex<Vec<String>>,
    answers: Mutex<Vec<(String, Verdict)>>,
}

impl Phones {
    /// From now on, addresses of this beginning are answered so.
    pub fn answer(&self, prefix: &str, verdict: Verdict) {
        let mut answers = self.answers.lock().unwrap();
        answers.retain(|(known, _)| known != prefix);
        answers.push((prefix.to_owned(), verdict));
        answers.sort_by_key(|(prefix, _)| std::cmp::Reverse(prefix.len()));
    }

    /// What arrived since the last time this was asked, by address.
    pub fn rung(&self) -> Vec<Rung> {
        let mut rung = std::mem::take(&mut *self.rung.lock().unwrap());
        rung.sort_by(|a, b| a.address.cmp(&b.address));
        rung
    }

    /// The addresses that were rung since the last time this was asked.
    pub fn addresses(&self) -> Vec<String> {
        self.rung().into_iter().map(|rung| rung.address).collect()
    }

    /// The addresses that were tried since the last time this was asked, whatever came of it.
    pub fn tried(&self) -> Vec<String> {
        let mut tried = std::mem::take(&mut *self.tried.lock().unwrap());
        tried.sort();
        tried
    }
}

impl Provider for Phones {
    fn send<'a>(&'a self, message: &'a Notice, to: &'a Target) -> Sending<'a> {
        Box::pin(async move {
            self.tried.lock().unwrap().push(to.address.clone());
            let answers = self.answers.lock().unwrap().clone();
            let answer = answers
                .iter()
                .find(|(prefix, _)| to.address.starts_with(prefix));
            let verdict = answer.map_or(Verdict::Accepted, |(_, verdict)| *verdict);
            if verdict == Verdict::Accepted {
                let line = message.line();
                self.rung.lock().unwrap().push(Rung {
                    address: to.address.clone(),
                    nid: to.nid.to_string(),
                    class: line.class.clone(),
                    body: line.body.clone(),
                    urgent: line.urgent,
                });
            }
            verdict
        })
    }
}
