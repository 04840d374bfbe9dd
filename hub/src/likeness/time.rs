use super::profile::Profile;
use super::sign::{Sign, Years};
use super::span::Span;

/// What the years of two sides say: those of their names, and how far apart they are.
pub(super) fn years(left: &Profile, right: &Profile) -> (Option<Sign>, Option<Sign>) {
    let (one, other) = (left.name.marks.span, right.name.marks.span);
    let yearly = left.name.works.is_yearly() && right.name.works.is_yearly();
    let span = match (one, other) {
        (Some(one), Some(other)) => Some(both(one, other)),
        (Some(span), None) => Some(against(span, right.year, yearly)),
        (None, Some(span)) => Some(against(span, left.year, yearly)),
        (None, None) if yearly => match (left.year, right.year) {
            (Some(one), Some(other)) if one == other => Some(Years::YearlySame),
            (Some(_), Some(_)) => Some(Years::Yearly),
            _ => Some(Years::YearlyUnknown),
        },
        (None, None) => None,
    };
    // What names say of years tells it already.
    let told = matches!(span, Some(Years::Same | Years::Fits | Years::FitsYearly));
    let apart = left
        .year
        .zip(right.year)
        .map(|(one, other)| one.abs_diff(other));
    let apart = apart.filter(|years| !told || *years > 1);
    let apart = apart.map(|years| Sign::Year(u8::try_from(years).unwrap_or(u8::MAX)));
    (span.map(Sign::Span), apart)
}

fn both(one: Span, other: Span) -> Years {
    if one == other {
        Years::Same
    } else if one.0 <= other.1 && other.0 <= one.1 {
        Years::Partly
    } else {
        Years::Differ
    }
}

fn against((first, last): Span, year: Option<i32>, yearly: bool) -> Years {
    match year {
        None => Years::One,
        Some(year) if (first..=last).contains(&year) && yearly => Years::FitsYearly,
        Some(year) if (first..=last).contains(&year) => Years::Fits,
        Some(year) if (first - 1..=last + 1).contains(&year) => Years::Near,
        Some(_) => Years::Differ,
    }
}
