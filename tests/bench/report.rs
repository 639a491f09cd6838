//! Figures: printed as they come, kept in `target/bench/results.json`.

use std::path::PathBuf;

use serde_json::{Value, json};

/// The figures of a run.
#[derive(Default)]
pub struct Report {
    figures: Vec<Value>,
}

/// What a figure should be.
#[derive(Debug, Clone, Copy)]
pub enum Goal {
    AtLeast(f64),
    Below(f64),
    /// Told, without a goal.
    None,
}

impl Report {
    /// Adds a figure whose goal is on its value.
    pub fn value(&mut self, name: &str, value: f64, unit: &str, goal: Goal) {
        self.add(name, value, unit, None, goal, value);
    }

    /// Adds a figure whose goal is on its ratio to the bare handler.
    pub fn ratio(&mut self, name: &str, value: f64, unit: &str, bare: f64, goal: Goal) {
        self.add(name, value, unit, Some(value / bare), goal, value / bare);
    }

    fn add(
        &mut self,
        name: &str,
        value: f64,
        unit: &str,
        ratio: Option<f64>,
        goal: Goal,
        judged: f64,
    ) {
        let (text, holds) = match goal {
            Goal::AtLeast(least) => (format!("≥ {least}"), judged >= least),
            Goal::Below(most) => (format!("< {most}"), judged < most),
            Goal::None => ("–".to_owned(), true),
        };
        let ratio_text = ratio.map_or(String::new(), |ratio| format!("ratio {ratio:.3}"));
        let mark = if holds { "holds" } else { "MISSED" };
        println!("  {name:<52} {value:>12.3} {unit:<6} {ratio_text:<12} goal {text:<9} {mark}");
        self.figures.push(json!({
            "name": name, "value": value, "unit": unit, "ratio": ratio, "goal": text, "holds": holds
        }));
    }

    /// Writes the file; figures of other groups in it stay.
    pub fn write(&self) {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
            .parent()
            .unwrap()
            .join("bench");
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("results.json");
        let mut all: Vec<Value> = std::fs::read(&path)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        all.retain(|old| !self.figures.iter().any(|new| new["name"] == old["name"]));
        all.extend(self.figures.iter().cloned());
        std::fs::write(&path, serde_json::to_vec_pretty(&all).unwrap()).unwrap();
        println!("written to {}", path.display());
    }
}
