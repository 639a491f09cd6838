//! Paragraphs, tables and text boxes as they open and close inside each other, without recursion.

use super::super::blocks::{Block, Cell, Paragraph, Span, Style, Table};
use super::super::limits;
use super::super::refused::Refused;
use super::styles::ListPlace;

/// A paragraph that is being read.
#[derive(Debug, Default)]
pub(super) struct Writing {
    pub paragraph: Paragraph,
    /// The look of its style.
    pub look: Style,
    pub list: ListPlace,
    /// It is a line of a table of contents.
    pub is_left_out: bool,
    /// Text boxes that hang on it; they are read before it.
    boxes: Vec<Block>,
}

/// A cell that is being read; one that goes on with the cell above is not shown.
#[derive(Debug, Default)]
pub(super) struct WritingCell {
    paragraphs: Vec<Paragraph>,
    pub columns: u16,
    pub goes_on: bool,
}

#[derive(Debug, Default)]
struct WritingTable {
    table: Table,
    row: Vec<Cell>,
    column: usize,
    /// For each column the row and cell that a cell below it goes on with.
    above: Vec<Option<(usize, usize)>>,
}

#[derive(Debug)]
enum Open {
    Story(Vec<Block>),
    Table(WritingTable),
    Cell(WritingCell),
    Paragraph(Box<Writing>),
}

/// Columns of a table.
const COLUMNS: usize = 64;
/// Columns that one cell may take.
const WIDEST: u16 = 64;

#[derive(Debug)]
pub(super) struct Flow {
    open: Vec<Open>,
    paragraphs: usize,
    characters: usize,
    /// Tables inside tables were met.
    pub has_flattened: bool,
}

impl Flow {
    pub fn new() -> Self {
        Self {
            open: vec![Open::Story(Vec::new())],
            paragraphs: 0,
            characters: 0,
            has_flattened: false,
        }
    }

    /// Blocks of the document itself that are complete.
    pub fn blocks(&self) -> usize {
        match self.open.first() {
            Some(Open::Story(blocks)) => blocks.len(),
            _ => 0,
        }
    }

    pub fn finished(mut self) -> Vec<Block> {
        self.open.truncate(1);
        match self.open.pop() {
            Some(Open::Story(blocks)) => blocks,
            _ => Vec::new(),
        }
    }

    pub fn open_story(&mut self) {
        self.open.push(Open::Story(Vec::new()));
    }

    pub fn open_paragraph(&mut self) -> Result<(), Refused> {
        self.paragraphs += 1;
        if self.paragraphs > limits::PARAGRAPHS {
            return Err(Refused::TooLong);
        }
        self.open.push(Open::Paragraph(Box::default()));
        Ok(())
    }

    pub fn open_table(&mut self) {
        self.open.push(Open::Table(WritingTable::default()));
    }

    pub fn open_cell(&mut self) {
        let cell = WritingCell {
            columns: 1,
            ..WritingCell::default()
        };
        self.open.push(Open::Cell(cell));
    }

    /// The paragraph being read, if that is what is innermost.
    pub fn paragraph(&mut self) -> Option<&mut Writing> {
        match self.open.last_mut() {
            Some(Open::Paragraph(writing)) => Some(writing),
            _ => None,
        }
    }

    pub fn cell(&mut self) -> Option<&mut WritingCell> {
        match self.open.last_mut() {
            Some(Open::Cell(cell)) => Some(cell),
            _ => None,
        }
    }

    pub fn write(&mut self, span: Span) -> Result<(), Refused> {
        self.characters += span.text.len();
        if self.characters > limits::CHARACTERS * 3 {
            return Err(Refused::TooLong);
        }
        if let Some(writing) = self.paragraph() {
            writing.paragraph.spans.push(span);
        }
        Ok(())
    }

    pub fn close_paragraph(&mut self) {
        if let Some(Open::Paragraph(writing)) =
            self.open.pop_if(|open| matches!(open, Open::Paragraph(_)))
        {
            let own = (!writing.is_left_out).then_some(Block::Paragraph(writing.paragraph));
            for block in writing.boxes.into_iter().chain(own) {
                self.put(block);
            }
        }
    }

    pub fn close_story(&mut self) {
        if self.open.len() > 1
            && let Some(Open::Story(blocks)) =
                self.open.pop_if(|open| matches!(open, Open::Story(_)))
        {
            match self.open.last_mut() {
                Some(Open::Paragraph(holder)) => holder.boxes.extend(blocks),
                _ => blocks.into_iter().for_each(|block| self.put(block)),
            }
        }
    }

    pub fn close_cell(&mut self) {
        let Some(Open::Cell(cell)) = self.open.pop_if(|open| matches!(open, Open::Cell(_))) else {
            return;
        };
        if let Some(Open::Table(writing)) = self.open.last_mut() {
            writing.add(cell);
        }
    }

    pub fn close_row(&mut self) {
        if let Some(Open::Table(writing)) = self.open.last_mut() {
            let row = std::mem::take(&mut writing.row);
            writing.table.rows.push(row);
            writing.column = 0;
        }
    }

    pub fn close_table(&mut self) {
        if let Some(Open::Table(writing)) = self.open.pop_if(|open| matches!(open, Open::Table(_)))
        {
            self.put(Block::Table(writing.table));
        }
    }

    fn put(&mut self, block: Block) {
        match (self.open.last_mut(), block) {
            (Some(Open::Story(blocks)), block) => blocks.push(block),
            (Some(Open::Cell(cell)), Block::Paragraph(paragraph)) => {
                cell.paragraphs.push(paragraph);
            }
            (Some(Open::Cell(cell)), Block::Table(table)) => {
                let cells = table.rows.into_iter().flatten();
                cell.paragraphs
                    .extend(cells.flat_map(|inner| inner.paragraphs));
                self.has_flattened = true;
            }
            (Some(Open::Paragraph(holder)), block) => holder.boxes.push(block),
            // A paragraph between the rows of a table belongs nowhere.
            (Some(Open::Table(_)) | None, _) => {}
        }
    }
}

impl WritingTable {
    fn add(&mut self, cell: WritingCell) {
        let columns = cell.columns.clamp(1, WIDEST);
        let at = self.column;
        self.column = (at + usize::from(columns)).min(COLUMNS);
        if self.above.len() < COLUMNS {
            self.above.resize(COLUMNS, None);
        }
        let Some(above) = self.above.get_mut(at) else {
            return;
        };
        if let (true, Some((row, index))) = (cell.goes_on, *above) {
            let origin = self
                .table
                .rows
                .get_mut(row)
                .and_then(|row| row.get_mut(index));
            if let Some(origin) = origin {
                origin.rows = origin.rows.saturating_add(1);
                return;
            }
        }
        *above = Some((self.table.rows.len(), self.row.len()));
        self.row.push(Cell {
            paragraphs: cell.paragraphs,
            columns,
            rows: 1,
        });
    }
}
