use crate::{
    import::{plain, sheet::Sheet},
    strict::nearest,
    transport::layout::StreamLayout,
};

/// How many rows from the top the headings are looked for in: titles may stand above them.
pub(super) const SEARCHED: usize = 10;

/// Where the columns of a layout stand in a sheet.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Headings {
    /// The number of their row.
    pub(super) row: u32,
    /// The column of the sheet, by column of the layout.
    pub(super) places: Vec<Option<u32>>,
    /// Headings that the layout does not know.
    pub(super) unknown: Vec<(u32, String)>,
}

/// What a sheet is to a layout.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// It has the headings.
    Headings(Headings),
    /// It is about something else.
    Nothing,
    /// It has some of the headings, and this is wrong with the others.
    Wrong(String),
}

/// Finds the row of headings.
pub(super) fn find(layout: &StreamLayout, sheet: &Sheet) -> Found {
    let known: Vec<String> = layout.columns.iter().map(|c| plain(&c.heading)).collect();
    let candidates = sheet.rows.iter().take(SEARCHED).map(|row| {
        let heads: Vec<(u32, String)> = row
            .cells
            .iter()
            .map(|cell| (cell.column, cell.printed()))
            .collect();
        let fits = heads
            .iter()
            .filter(|(_, text)| known.contains(&plain(text)));
        (fits.count(), row.number, heads)
    });
    // The first of those with most known headings: records may repeat words of them.
    let best = candidates.reduce(|best, next| if next.0 > best.0 { next } else { best });
    let Some((fits, row, heads)) = best else {
        return Found::Nothing;
    };
    if fits == 0 {
        return Found::Nothing;
    }
    let mut places = vec![None; known.len()];
    let mut unknown = Vec::new();
    for (column, text) in heads {
        match known.iter().position(|heading| *heading == plain(&text)) {
            Some(at) if places[at].is_some() => {
                return Found::Wrong(format!("the heading {text:?} stands there twice"));
            }
            Some(at) => places[at] = Some(column),
            None => unknown.push((column, text)),
        }
    }
    match wrong(layout, &places, &unknown) {
        Some(wrong) => Found::Wrong(format!("the headings in row {row} do not fit: {wrong}")),
        None => Found::Headings(Headings {
            row,
            places,
            unknown,
        }),
    }
}

/// What is missing, and what there is that resembles it. A column that may be missing is not taken
/// for missing while there is one that resembles it: it was renamed, and would count as withdrawn.
fn wrong(
    layout: &StreamLayout,
    places: &[Option<u32>],
    unknown: &[(u32, String)],
) -> Option<String> {
    let missing = layout.columns.iter().zip(places);
    let missing = missing.filter(|(_, place)| place.is_none());
    let said: Vec<String> = missing
        .filter_map(|(column, _)| {
            let heading = &column.heading;
            let near = nearest(heading, unknown.iter().map(|(_, text)| text.as_str()));
            match near {
                Some(near) => Some(format!("{heading:?} is missing; is {near:?} meant?")),
                None if column.optional => None,
                None => Some(format!("{heading:?} is missing")),
            }
        })
        .collect();
    (!said.is_empty()).then(|| {
        let said = said.join(", ");
        format!("{said}; have the file mended, or adapt the layout")
    })
}
