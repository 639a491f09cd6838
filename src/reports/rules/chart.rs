//! The chart of a report: a bar for each unit. Pure; `svg.rs` and the printed report draw the same bars.

use super::rates;
use crate::reports::model::Figures;

/// A unit in the chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::reports) struct Bar {
    pub label: String,
    /// Thousandths of the bar: finished in time.
    pub on_time: u16,
    /// Thousandths of the bar, after that: finished late.
    pub late: u16,
    /// `19/22 · 86,4 %`.
    pub text: String,
}

/// What a chart shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::reports) struct Chart {
    pub title: String,
    /// What somebody is told who cannot see it.
    pub description: String,
    pub bars: Vec<Bar>,
}

impl Bar {
    pub(in crate::reports) fn of(label: &str, figures: Figures) -> Self {
        let whole = rates::rate(figures).unwrap_or(0);
        let on_time = rates::permille(figures.met - figures.met_late, figures.counted)
            .unwrap_or(0)
            .min(whole);
        let rate = rates::text(rates::rate(figures));
        Self {
            label: label.to_owned(),
            on_time,
            // Of what is left of the whole, so that rounding never draws more than there is.
            late: whole - on_time,
            text: format!("{}/{} · {rate}", figures.met, figures.counted),
        }
    }
}

/// The chart of a unit and those directly below it: the whole first.
pub(in crate::reports) fn chart(
    title: &str,
    unit: (&str, Figures),
    children: &[(&str, Figures)],
) -> Chart {
    let whole = Bar::of(unit.0, unit.1);
    let description = format!(
        "Tỷ lệ hoàn thành của {} và {} đơn vị trực thuộc. {}: {}.",
        unit.0,
        children.len(),
        unit.0,
        whole.text
    );
    let parts = children
        .iter()
        .map(|(name, figures)| Bar::of(name, *figures));
    Chart {
        title: title.to_owned(),
        description,
        bars: std::iter::once(whole).chain(parts).collect(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_bar_says_what_it_shows() {
        let figures = Figures {
            counted: 22,
            met: 19,
            met_late: 2,
            ..Figures::default()
        };
        let bar = Bar::of("Chi bộ 1", figures);
        assert_eq!((bar.on_time, bar.late), (773, 91));
        assert_eq!(bar.text, "19/22 · 86,4 %");
        let nobody = Bar::of("Chi bộ 2", Figures::default());
        assert_eq!(
            (nobody.on_time, nobody.late, nobody.text.as_str()),
            (0, 0, "0/0 · –")
        );
    }

    #[test]
    fn the_whole_comes_first() {
        let one = Figures {
            counted: 2,
            met: 1,
            ..Figures::default()
        };
        let chart = chart("T", ("Phường", one + one), &[("A", one), ("B", one)]);
        let labels: Vec<&str> = chart.bars.iter().map(|bar| bar.label.as_str()).collect();
        assert_eq!(labels, ["Phường", "A", "B"]);
        assert!(
            chart.description.contains("2/4 · 50,0 %"),
            "{}",
            chart.description
        );
    }

    proptest! {
        #[test]
        fn no_bar_is_longer_than_the_whole(counted in 0_i64..3_000, met in 0_i64..3_000, late in 0_i64..3_000) {
            let met = met.min(counted);
            let figures = Figures { counted, met, met_late: late.min(met), ..Figures::default() };
            let bar = Bar::of("x", figures);
            prop_assert_eq!(bar.on_time + bar.late, rates::rate(figures).unwrap_or(0));
        }
    }
}
