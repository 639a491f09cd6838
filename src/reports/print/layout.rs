//! What stands where in a printed report: head, chart, table, rule.

use super::Summary;
use super::face::Faces;
use super::paper::{
    BOTTOM, Colour, HEADING, INNER, Ink, MARGIN, PLAIN, Paper, QUIET, Style, WIDTH,
};
use crate::reports::model::Figures;
use crate::reports::rules::chart::Bar;
use crate::reports::rules::{rates, words};

const BAR_ROW: f32 = 19.0;
const BAR_HEIGHT: f32 = 10.0;
const BAR_LEFT: f32 = MARGIN + 170.0;
const BAR_WIDTH: f32 = 190.0;
const TABLE_ROW: f32 = 17.0;
const NAME_WIDTH: f32 = 190.0;
/// The heads of the table's number columns, each `NUMBER_WIDTH` wide.
const HEADS: [&str; 7] = [
    "Phải HT",
    "Đã HT",
    "Muộn",
    "Chưa HT",
    "Hoãn",
    "Miễn",
    "Tỷ lệ",
];
const NUMBER_WIDTH: f32 = (INNER - NAME_WIDTH) / 7.0;

/// The pages of a summary.
pub(super) fn pages(summary: &Summary, faces: &Faces) -> Vec<Vec<Ink>> {
    let mut paper = Paper::new(faces);
    paper.head(summary);
    paper.chart(summary);
    paper.table(summary);
    paper.gap(10.0);
    paper.paragraph(&summary.rule, QUIET);
    paper.finish()
}

impl Paper<'_> {
    fn head(&mut self, summary: &Summary) {
        let title = Style {
            size: 16.0,
            ..HEADING
        };
        self.centered(&summary.unit, HEADING);
        self.gap(6.0);
        self.centered("BÁO CÁO KẾT QUẢ HỌC TẬP", title);
        self.centered(&summary.title, HEADING);
        if let Some(requirement) = &summary.requirement {
            self.centered(&format!("Nội dung: {requirement}"), PLAIN);
        }
        let frozen = if summary.frozen {
            " (số liệu đã chốt)"
        } else {
            ""
        };
        self.centered(
            &format!(
                "Hạn hoàn thành: hết ngày {} – Số liệu lúc {}{frozen}",
                words::last_day(summary.due_at),
                words::moment(summary.as_of)
            ),
            QUIET,
        );
        self.gap(8.0);
        let figures = summary.whole;
        let rate = rates::text(rates::rate(figures));
        let line = format!("Đã hoàn thành {}/{} ({rate})", figures.met, figures.counted);
        self.centered(&line, title);
        self.centered(&facts(figures), PLAIN);
        self.gap(10.0);
    }

    fn chart(&mut self, summary: &Summary) {
        self.heading("Biểu đồ tỷ lệ hoàn thành");
        for (place, bar) in summary.chart.bars.iter().enumerate() {
            self.bar(bar, place == 0);
        }
        self.gap(4.0);
        self.legend();
        self.gap(10.0);
    }

    fn bar(&mut self, bar: &Bar, is_whole: bool) {
        self.room(BAR_ROW);
        let style = Style {
            bold: is_whole,
            ..PLAIN
        };
        let baseline = self.top + 13.0;
        let face = self.faces.of(style.bold);
        let label = face.fitted(&bar.label, style.size, BAR_LEFT - MARGIN - 8.0);
        self.text(MARGIN, baseline, &label, style);
        let (on_time, late) = (share(bar.on_time), share(bar.late));
        let top = self.top + (BAR_ROW - BAR_HEIGHT) / 2.0;
        for (left, width, colour) in [
            (BAR_LEFT, BAR_WIDTH, Colour::Track),
            (BAR_LEFT, on_time, Colour::Met),
            (BAR_LEFT + on_time, late, Colour::Late),
        ] {
            self.rect(left, top, width, BAR_HEIGHT, colour);
        }
        let left = BAR_LEFT + BAR_WIDTH + 8.0;
        let text = face.fitted(&bar.text, style.size, WIDTH - MARGIN - left);
        self.text(left, baseline, &text, style);
        self.top += BAR_ROW;
    }

    /// What the colours mean.
    fn legend(&mut self) {
        self.room(BAR_ROW);
        let baseline = self.top + 10.0;
        let mut left = BAR_LEFT;
        for (colour, word) in [
            (Colour::Met, "Đúng hạn"),
            (Colour::Late, "Muộn"),
            (Colour::Track, "Chưa hoàn thành"),
        ] {
            self.rect(left, self.top + 2.5, 8.0, 8.0, colour);
            self.text(left + 12.0, baseline, word, QUIET);
            left += 26.0 + self.faces.of(false).width(word, QUIET.size);
        }
        self.top += BAR_ROW;
    }

    fn table(&mut self, summary: &Summary) {
        if summary.rows.is_empty() {
            return;
        }
        self.room(4.0 * TABLE_ROW);
        self.heading("Số liệu các đơn vị trực thuộc");
        self.table_head();
        for (name, figures) in &summary.rows {
            if self.top + TABLE_ROW > BOTTOM {
                self.turn();
                self.table_head();
            }
            self.table_row(name, *figures, PLAIN);
        }
        self.rect(MARGIN, self.top + 1.0, INNER, 0.8, Colour::Line);
        self.room(TABLE_ROW);
        let bold = Style {
            bold: true,
            ..PLAIN
        };
        self.table_row("Toàn đơn vị", summary.whole, bold);
    }

    fn table_head(&mut self) {
        let style = Style {
            bold: true,
            ..QUIET
        };
        let baseline = self.top + 12.0;
        self.text(MARGIN, baseline, "Đơn vị", style);
        let mut right = MARGIN + NAME_WIDTH;
        for head in HEADS {
            right += NUMBER_WIDTH;
            self.right(right, baseline, head, style);
        }
        self.top += TABLE_ROW;
        self.rect(MARGIN, self.top - 1.0, INNER, 0.8, Colour::Line);
    }

    fn table_row(&mut self, name: &str, figures: Figures, style: Style) {
        let baseline = self.top + 12.5;
        let face = self.faces.of(style.bold);
        let name = face.fitted(name, style.size, NAME_WIDTH - 6.0);
        self.text(MARGIN, baseline, &name, style);
        let numbers = [
            figures.counted,
            figures.met,
            figures.met_late,
            figures.missing(),
            figures.excused,
            figures.exempt,
        ];
        let rate = rates::text(rates::rate(figures));
        let texts = numbers.iter().map(ToString::to_string);
        let mut right = MARGIN + NAME_WIDTH;
        for text in texts.chain(std::iter::once(rate)) {
            right += NUMBER_WIDTH;
            self.right(right, baseline, &text, style);
        }
        self.top += TABLE_ROW;
    }

    fn heading(&mut self, text: &str) {
        self.room(3.0 * TABLE_ROW);
        self.text(MARGIN, self.top + 12.0, text, HEADING);
        self.top += 20.0;
    }
}

/// Thousandths of a bar, in points.
fn share(permille: u16) -> f32 {
    f32::from(permille) / 1_000.0 * BAR_WIDTH
}

fn facts(figures: Figures) -> String {
    format!(
        "Chưa hoàn thành: {} – Hoàn thành muộn: {} – Được hoãn: {} – Được miễn: {}",
        figures.missing(),
        figures.met_late,
        figures.excused,
        figures.exempt
    )
}
