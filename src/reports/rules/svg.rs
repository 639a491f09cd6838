//! A chart as SVG: pure. It carries its own colours for light and dark, a title and a description, and for each bar what
//! it says, so that it can be read without being seen.

use std::fmt::Write as _;

use super::chart::{Bar, Chart};

const WIDTH: u32 = 800;
const HEAD: u32 = 44;
const ROW: u32 = 30;
const FOOT: u32 = 40;
const LABEL: u32 = 270;
const BAR: u32 = 300;
const BAR_HEIGHT: u32 = 16;
/// Characters of a name that fit before its bar.
const LABEL_CHARS: usize = 33;
/// Characters of the title that fit above.
const TITLE_CHARS: usize = 80;

const STYLE: &str = "text{font:14px system-ui,'Segoe UI',Roboto,'Noto Sans','DejaVu Sans',sans-serif;fill:#1f1b1a}\
.head{font-size:17px;font-weight:600}.value{font-variant-numeric:tabular-nums}.ground{fill:#fff}.track{fill:#e4dfde}\
.met{fill:#b3261e}.late{fill:#e0a100}\
@media (prefers-color-scheme:dark){text{fill:#ece6e4}.ground{fill:#191514}.track{fill:#3f3836}.met{fill:#ff8a80}\
.late{fill:#ffd166}}";

/// The chart as a document.
pub(in crate::reports) fn svg(chart: &Chart) -> String {
    let rows = u32::try_from(chart.bars.len()).unwrap_or(u32::MAX / ROW / 2);
    let height = HEAD + ROW * rows + FOOT;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" \
         role=\"img\" aria-labelledby=\"title desc\" lang=\"vi\"><title id=\"title\">{}</title><desc id=\"desc\">{}</desc>\
         <style>{STYLE}</style><rect class=\"ground\" width=\"{WIDTH}\" height=\"{height}\"/>\
         <text class=\"head\" x=\"16\" y=\"28\">{}</text>",
        escaped(&chart.title),
        escaped(&chart.description),
        escaped(&shortened(&chart.title, TITLE_CHARS)),
    );
    let mut top = HEAD;
    for bar in &chart.bars {
        row(&mut out, bar, top);
        top += ROW;
    }
    legend(&mut out, top + 8);
    out.push_str("</svg>");
    out
}

fn row(out: &mut String, bar: &Bar, top: u32) {
    let (baseline, bar_top) = (top + 20, top + (ROW - BAR_HEIGHT) / 2);
    let label = escaped(&shortened(&bar.label, LABEL_CHARS));
    let name = escaped(&format!("{}: {}", bar.label, bar.text));
    let (on_time, late) = (length(bar.on_time), length(bar.late));
    let late_from = LABEL * 1_000 + u32::from(bar.on_time) * BAR;
    // Writing to a string does not fail.
    let _ = write!(
        out,
        "<g><title>{name}</title><text x=\"16\" y=\"{baseline}\">{label}</text>\
         <rect class=\"track\" x=\"{LABEL}\" y=\"{bar_top}\" width=\"{BAR}\" height=\"{BAR_HEIGHT}\" rx=\"3\"/>\
         <rect class=\"met\" x=\"{LABEL}\" y=\"{bar_top}\" width=\"{on_time}\" height=\"{BAR_HEIGHT}\" rx=\"3\"/>\
         <rect class=\"late\" x=\"{}\" y=\"{bar_top}\" width=\"{late}\" height=\"{BAR_HEIGHT}\" rx=\"3\"/>\
         <text class=\"value\" x=\"{}\" y=\"{baseline}\">{}</text></g>",
        thousandths(late_from),
        LABEL + BAR + 12,
        escaped(&bar.text),
    );
}

/// What the colours mean.
fn legend(out: &mut String, top: u32) {
    let entries = [
        ("met", LABEL, "Đúng hạn"),
        ("late", LABEL + 110, "Muộn"),
        ("track", LABEL + 200, "Chưa hoàn thành"),
    ];
    for (class, left, word) in entries {
        let _ = write!(
            out,
            "<rect class=\"{class}\" x=\"{left}\" y=\"{top}\" width=\"12\" height=\"12\" rx=\"2\"/>\
             <text x=\"{}\" y=\"{}\">{word}</text>",
            left + 18,
            top + 11,
        );
    }
}

/// So many thousandths of a bar.
fn length(permille: u16) -> String {
    thousandths(u32::from(permille) * BAR)
}

fn thousandths(number: u32) -> String {
    format!("{}.{:03}", number / 1_000, number % 1_000)
}

/// At most so many characters; what is cut ends in an ellipsis.
pub(in crate::reports) fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// Text between tags or quotes. What XML cannot carry at all is left out.
pub(in crate::reports) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::model::Figures;
    use crate::reports::rules::chart::chart;

    fn drawn(name: &str) -> String {
        let figures = Figures {
            counted: 3,
            met: 2,
            met_late: 1,
            ..Figures::default()
        };
        svg(&chart(
            "Học tập <57> & \"58\"",
            (name, figures),
            &[("Chi bộ 1", figures)],
        ))
    }

    #[test]
    fn hostile_names_stay_text() {
        let hostile = "</text><script>alert('x')</script>\u{0}\u{fffe}";
        let drawn = drawn(hostile);
        assert!(!drawn.contains("<script"), "{drawn}");
        assert!(
            drawn.contains("Học tập &lt;57&gt; &amp; &quot;58&quot;"),
            "{drawn}"
        );
        let whole = chart(hostile, (hostile, Figures::default()), &[]);
        let tags = |name: &str| svg(&whole).matches(name).count();
        assert_eq!((tags("<text"), tags("</text>"), tags("<svg")), (6, 6, 1));
    }

    #[test]
    fn who_cannot_see_it_is_told() {
        let drawn = drawn("Phường Hòa Bình");
        assert!(drawn.contains("role=\"img\" aria-labelledby=\"title desc\""));
        assert!(drawn.contains("<title>Phường Hòa Bình: 2/3 · 66,7 %</title>"));
        assert!(drawn.contains("prefers-color-scheme:dark"));
    }

    #[test]
    fn long_names_are_cut_by_characters() {
        assert_eq!(shortened("Đảng ủy phường", 8), "Đảng ủy…");
        assert_eq!(shortened("Đảng ủy", 7), "Đảng ủy");
    }
}
