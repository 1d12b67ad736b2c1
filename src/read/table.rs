//! A table's row as text: each cell behind the words of its column.

/// What a row is made of.
pub(super) enum Piece {
    /// Words that the reader puts in.
    Put(String),
    /// The words of the cell of this number.
    Cell(usize),
}

/// `指标：投资；数值：3亿元` from the header `指标 | 数值` and the cells `投资 | 3亿元`. Empty cells are left out; so is the
/// header of a column that has none, and the header's line feeds.
pub(super) fn row(header: &[String], cells: &[String]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (at, cell) in cells.iter().enumerate() {
        if cell.trim().is_empty() {
            continue;
        }
        let mut before = String::new();
        if !pieces.is_empty() {
            before.push('；');
        }
        let name = header.get(at).map_or("", |name| name.trim());
        if !name.is_empty() && name != cell.trim() {
            before.push_str(name);
            before.push('：');
        }
        if !before.is_empty() {
            pieces.push(Piece::Put(before));
        }
        pieces.push(Piece::Cell(at));
    }
    pieces
}

/// The row as one string, for readers whose text leads back to nothing finer than itself.
pub(super) fn row_text(header: &[String], cells: &[String]) -> String {
    let mut text = String::new();
    for piece in row(header, cells) {
        match piece {
            Piece::Put(words) => text.push_str(&words),
            Piece::Cell(at) => text.push_str(cells[at].trim()),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_reads_as_header_and_cells() {
        let words = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let header = words(&["指标", "2029年", ""]);
        assert_eq!(row_text(&header, &words(&["投资", "3亿元", "预计"])), "指标：投资；2029年：3亿元；预计");
        assert_eq!(row_text(&header, &words(&["投资", "", "", "多"])), "指标：投资；多");
        assert_eq!(row_text(&[], &words(&["甲", "乙"])), "甲；乙");
    }
}
