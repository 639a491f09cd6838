//! `sotay audit verify`: walks every chain beside a running server and finds what was altered or removed.
//!
//! The heads are read first, each with the last position of its rows; a chain is then walked up to there, so rows that
//! are added meanwhile do not disturb. At most a batch of rows is in memory.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::chain_check::{ChainCheck, Fault, Read};
use super::model::Sealed;
use super::queries::{self, ChainHead, WalkRow};
use super::rules::SERVER_CHAIN;
use crate::auth::System;
use crate::auth::principal::Actor as _;
use crate::db::Db;
use crate::error::Error;

/// Rows in memory at a time.
const BATCH: i64 = 500;
/// Rows about more members than this have them read one row at a time.
const FEW_SUBJECTS: i32 = 50;

/// What a walk found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    pub rows: i64,
    pub chains: usize,
    /// The first fault of each chain that has one.
    pub faults: Vec<ChainFault>,
}

/// A chain with a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainFault {
    pub chain: i32,
    /// Where; 0 when the whole chain is meant.
    pub position: i64,
    pub fault: Fault,
    /// Faults of this chain besides the first.
    pub further: usize,
}

/// Walks every chain. `progress` hears how many rows are done, of how many.
///
/// # Errors
/// The database.
pub async fn verify(
    db: &Db,
    system: &System,
    mut progress: impl FnMut(i64, i64),
) -> Result<Report, Error> {
    let reader = system.clone();
    let heads = db.read(move |conn| queries::heads(conn, &reader)).await?;
    let mut walk = Walk {
        db,
        system,
        total: heads.iter().map(|head| head.last).sum(),
        done: 0,
        begun: BTreeMap::new(),
        faults: BTreeMap::new(),
    };
    progress(0, walk.total);
    for head in &heads {
        let found = walk.chain(head, &mut progress).await?;
        walk.faults.entry(head.chain).or_default().extend(found);
    }
    walk.beginnings(&heads);
    walk.headless(&heads).await?;
    Ok(walk.report(heads.len()))
}

struct Walk<'a> {
    db: &'a Db,
    system: &'a System,
    total: i64,
    done: i64,
    /// How often the server's chain tells of the beginning of each chain.
    begun: BTreeMap<i64, usize>,
    faults: BTreeMap<i32, Vec<(i64, Fault)>>,
}

impl Walk<'_> {
    async fn chain(
        &mut self,
        head: &ChainHead,
        progress: &mut impl FnMut(i64, i64),
    ) -> Result<Vec<(i64, Fault)>, Error> {
        let system = self.system;
        let mut check = ChainCheck::new(system.stamp().secret(), head.chain);
        loop {
            let (chain, after, last) = (head.chain, check.position(), head.last);
            let reader = system.clone();
            let (rows, mut subjects) = self
                .db
                .read(move |conn| {
                    let rows = queries::rows_after(conn, &reader, chain, after, last, BATCH)?;
                    let few = rows.iter().filter(|row| row.subject_count <= FEW_SUBJECTS);
                    let few: Vec<i64> = few.map(|row| row.id).collect();
                    let subjects = queries::subjects_of(conn, &reader, &few)?;
                    Ok((rows, by_row(subjects)))
                })
                .await?;
            if rows.is_empty() {
                return Ok(check.end(head.length, &head.head));
            }
            for row in &rows {
                let of_row = match subjects.remove(&row.id) {
                    Some(few) => few,
                    None if row.subject_count <= FEW_SUBJECTS => Vec::new(),
                    None => self.many_subjects(row.id).await?,
                };
                check.next(&read(row, &of_row));
                self.note_beginning(row);
            }
            self.done += i64::try_from(rows.len()).unwrap_or(0);
            progress(self.done, self.total);
        }
    }

    async fn many_subjects(&self, id: i64) -> Result<Vec<i64>, Error> {
        let reader = self.system.clone();
        let pairs = self
            .db
            .read(move |conn| queries::subjects_of(conn, &reader, &[id]))
            .await?;
        Ok(pairs.into_iter().map(|(_, member)| member).collect())
    }

    fn note_beginning(&mut self, row: &WalkRow) {
        if row.chain == SERVER_CHAIN && row.action == queries::BEGIN_CHAIN {
            let chain = row
                .detail
                .0
                .get("chain")
                .and_then(serde_json::Value::as_i64);
            *self.begun.entry(chain.unwrap_or(-1)).or_default() += 1;
        }
    }

    /// Every chain must have been begun once, and be there.
    fn beginnings(&mut self, heads: &[ChainHead]) {
        let there: BTreeSet<i64> = heads.iter().map(|head| i64::from(head.chain)).collect();
        let server = i64::from(SERVER_CHAIN);
        for chain in there.iter().filter(|chain| **chain != server) {
            match self.begun.get(chain) {
                Some(1) => {}
                Some(_) => self.add(*chain, Fault::BegunAgain),
                None => self.add(*chain, Fault::NotBegun),
            }
        }
        let begun: Vec<i64> = self.begun.keys().copied().collect();
        for chain in begun.iter().filter(|chain| !there.contains(chain)) {
            self.add(*chain, Fault::ChainMissing);
        }
        if !there.is_empty() && !there.contains(&server) {
            self.add(server, Fault::ChainMissing);
        }
    }

    /// Chains that have rows but no head, other than those begun since the heads were read.
    async fn headless(&mut self, heads: &[ChainHead]) -> Result<(), Error> {
        let mut last = i32::MIN;
        loop {
            let reader = self.system.clone();
            let next = self.db.read(move |conn| {
                let chain = queries::next_chain(conn, &reader, last)?;
                let has_head = chain
                    .map(|chain| queries::head_of(conn, &reader, chain))
                    .transpose()?;
                Ok(chain.zip(has_head))
            });
            let Some((chain, has_head)) = next.await? else {
                return Ok(());
            };
            if !has_head && !heads.iter().any(|head| head.chain == chain) {
                self.faults
                    .entry(chain)
                    .or_default()
                    .insert(0, (0, Fault::HeadMissing));
            }
            last = chain;
        }
    }

    fn add(&mut self, chain: i64, fault: Fault) {
        let chain = i32::try_from(chain).unwrap_or(-1);
        self.faults.entry(chain).or_default().push((0, fault));
    }

    fn report(self, chains: usize) -> Report {
        let first = |(chain, faults): (i32, Vec<(i64, Fault)>)| {
            let (position, fault) = faults.first().copied()?;
            let further = faults.len() - 1;
            Some(ChainFault {
                chain,
                position,
                fault,
                further,
            })
        };
        Report {
            rows: self.done,
            chains,
            faults: self.faults.into_iter().filter_map(first).collect(),
        }
    }
}

fn by_row(pairs: Vec<(i64, i64)>) -> HashMap<i64, Vec<i64>> {
    let mut rows: HashMap<i64, Vec<i64>> = HashMap::new();
    for (row, member) in pairs {
        rows.entry(row).or_default().push(member);
    }
    rows
}

fn read<'a>(row: &'a WalkRow, subjects: &'a [i64]) -> Read<'a> {
    Read {
        id: row.id,
        row: Sealed {
            public_id: row.public_id,
            chain: row.chain,
            position: row.position,
            at: row.at,
            actor_id: row.actor_id,
            acted_as: &row.acted_as,
            action: &row.action,
            kind: &row.kind,
            unit_id: row.unit_id,
            request_id: &row.request_id,
            detail: &row.detail.0,
            subject_count: row.subject_count,
            subjects_digest: &row.subjects_digest,
        },
        previous_hash: &row.previous_hash,
        hash: &row.hash,
        subjects,
    }
}
