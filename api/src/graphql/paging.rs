use async_graphql::{Context, OutputType, SimpleObject};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shuniu_hub::query::{MAX_PAGE, Mark, Slice};

use super::refusal::{Answer, Refusal};
use super::{discrepancy::Discrepancy, obligation::Obligation, project::Project};
use crate::config::LimitsConfig;

/// Longest cursor that is read.
const CURSOR_BYTES: usize = 4096;

/// How many entries a page of any list holds, and how many groups an aggregate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageBounds {
    /// When nothing is said.
    pub default: u32,
    /// At most.
    pub most: u32,
    /// Groups of an aggregate, at most.
    pub groups: u32,
    /// Projects that one trial of a law looks at, at most.
    pub trial: u32,
}

impl From<&LimitsConfig> for PageBounds {
    fn from(limits: &LimitsConfig) -> Self {
        let bounded = |size: u64| u32::try_from(size).unwrap_or(MAX_PAGE);
        Self {
            default: bounded(limits.page_default),
            most: bounded(limits.page),
            groups: u32::try_from(limits.groups).unwrap_or(u32::MAX),
            trial: u32::try_from(limits.trial_projects).unwrap_or(u32::MAX),
        }
    }
}

impl Default for PageBounds {
    fn default() -> Self {
        Self::from(&LimitsConfig::default())
    }
}

impl PageBounds {
    /// Those of the schema, which `build` puts there.
    pub(crate) fn of<'a>(ctx: &Context<'a>) -> &'a Self {
        ctx.data_unchecked()
    }

    fn size(self, field: &'static str, asked: Option<i32>) -> Answer<u32> {
        let Some(asked) = asked else {
            return Ok(self.default);
        };
        match u32::try_from(asked) {
            Ok(size) if size <= self.most => Ok(size),
            Ok(_) => Err(Refusal::limit(
                field,
                format!(
                    "{asked} asked for; a page holds at most {} (limits.page)",
                    self.most
                ),
            )),
            Err(_) => Err(negative(field, asked)),
        }
    }

    /// Refuses a list of more entries than a page holds.
    pub(crate) fn holds(self, field: &'static str, given: usize) -> Answer<()> {
        if u32::try_from(given).is_ok_and(|given| given <= self.most) {
            return Ok(());
        }
        let told = format!(
            "{given} given; {} are taken at once (limits.page)",
            self.most
        );
        Err(Refusal::limit(field, told))
    }

    /// Reads how many projects a trial of a law is to look at.
    pub(crate) fn first_of_trial(self, asked: Option<i32>) -> Answer<u64> {
        let Some(asked) = asked else {
            return Ok(self.trial.into());
        };
        match u32::try_from(asked) {
            Ok(0) | Err(_) => Err(Refusal::input(
                "first",
                format!("takes 1 or more, not {asked}"),
            )),
            Ok(size) if size <= self.trial => Ok(size.into()),
            Ok(_) => Err(Refusal::limit(
                "first",
                format!(
                    "{asked} asked for; one trial looks at {} projects at most (limits.trial_projects)",
                    self.trial
                ),
            )),
        }
    }

    /// Reads how many groups of an aggregate are asked for.
    pub(crate) fn first_groups(self, asked: i32) -> Answer<usize> {
        match usize::try_from(asked) {
            Ok(size) if size <= self.groups as usize => Ok(size),
            Ok(_) => Err(Refusal::limit(
                "first",
                format!(
                    "{asked} asked for; an answer holds at most {} groups (limits.groups)",
                    self.groups
                ),
            )),
            Err(_) => Err(negative("first", asked)),
        }
    }
}

fn negative(field: &'static str, asked: i32) -> Refusal {
    Refusal::input(field, format!("takes 0 or more, not {asked}"))
}

/// The four arguments of a Relay connection.
#[derive(Clone, Debug, Default)]
pub(crate) struct Paging {
    pub(crate) first: Option<i32>,
    pub(crate) after: Option<String>,
    pub(crate) last: Option<i32>,
    pub(crate) before: Option<String>,
}

/// What the arguments ask for, of a list whose places are of a kind.
pub(crate) struct Part<P> {
    pub(crate) size: u32,
    pub(crate) from_end: bool,
    pub(crate) after: Option<P>,
    pub(crate) before: Option<P>,
}

impl Paging {
    /// Reads the arguments.
    pub(crate) fn part<P: DeserializeOwned>(&self, ctx: &Context<'_>) -> Answer<Part<P>> {
        let bounds = PageBounds::of(ctx);
        let (size, from_end) = match (self.first, self.last) {
            (Some(_), Some(_)) => {
                return Err(Refusal::input("last", "give `first` or `last`, not both"));
            }
            (first, None) => (bounds.size("first", first)?, false),
            (None, last) => (bounds.size("last", last)?, true),
        };
        let place = |field, text: &Option<String>| {
            let text = text.as_deref();
            text.map(|text| read_cursor(field, text)).transpose()
        };
        Ok(Part {
            size,
            from_end,
            after: place("after", &self.after)?,
            before: place("before", &self.before)?,
        })
    }

    /// Reads the arguments of a list that is sorted by a value and the key.
    pub(crate) fn slice(&self, ctx: &Context<'_>) -> Answer<Slice> {
        let part = self.part(ctx)?;
        Ok(Slice {
            size: part.size,
            from_end: part.from_end,
            after: part.after,
            before: part.before,
        })
    }
}

/// Reads the size of a list that has no pages.
pub(crate) fn size(ctx: &Context<'_>, field: &'static str, asked: Option<i32>) -> Answer<u32> {
    PageBounds::of(ctx).size(field, asked)
}

/// Writes a place in a list as opaque text.
pub(crate) fn cursor(place: &impl Serialize) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(place).unwrap_or_default())
}

/// Reads what [`cursor`] wrote.
pub(crate) fn read_cursor<T: DeserializeOwned>(field: &str, text: &str) -> Answer<T> {
    let read = || {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        serde_json::from_slice(&bytes).ok()
    };
    let known = if text.len() <= CURSOR_BYTES {
        read()
    } else {
        None
    };
    known.ok_or_else(|| Refusal::input(field, "is no cursor of this list; use one it returned"))
}

/// 分页信息 page information. Where a page of a list begins and ends.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct PageInfo {
    /// 之前还有 has previous page. Whether there is anything before this page.
    pub(crate) has_previous_page: bool,
    /// 之后还有 has next page. Whether there is anything after this page.
    pub(crate) has_next_page: bool,
    /// 起始位置 start cursor. The place of the first entry; null on an empty page.
    pub(crate) start_cursor: Option<String>,
    /// 结束位置 end cursor. The place of the last entry; null on an empty page.
    pub(crate) end_cursor: Option<String>,
}

/// 列表中的一项 edge. An entry of a list with its place.
#[derive(Clone, SimpleObject)]
#[graphql(concrete(name = "ProjectEdge", params(Project)))]
#[graphql(concrete(name = "ObligationEdge", params(Obligation)))]
#[graphql(concrete(name = "GateEdge", params(super::gate::Gate)))]
#[graphql(concrete(name = "DiscrepancyEdge", params(Discrepancy)))]
#[graphql(concrete(name = "HandOverEdge", params(super::hand_over::HandOver)))]
#[graphql(concrete(
    name = "HandOverDifferenceEdge",
    params(super::hand_over::HandOverDifference)
))]
#[graphql(concrete(name = "CalendarEdge", params(super::calendar::Calendar)))]
#[graphql(concrete(
    name = "InstitutionObligationEdge",
    params(super::institution::InstitutionObligation)
))]
#[graphql(concrete(
    name = "InstitutionReportEdge",
    params(super::institution::InstitutionReport)
))]
#[graphql(concrete(name = "LedgerEdge", params(super::ledger::LedgerEntry)))]
#[graphql(concrete(name = "MatchCandidateEdge", params(super::sync::MatchCandidate)))]
#[graphql(concrete(name = "QuarantinedRecordEdge", params(super::sync::QuarantinedRecord)))]
pub(crate) struct Edge<T: OutputType> {
    /// 位置 cursor. Opaque; give it as `after` or `before`.
    pub(crate) cursor: String,
    /// 内容 node. The entry itself.
    pub(crate) node: T,
}

/// The entries of a page and what is around them.
#[derive(Clone)]
pub(crate) struct Entries<T: OutputType> {
    pub(crate) edges: Vec<Edge<T>>,
    pub(crate) info: PageInfo,
}

impl<T: OutputType> Entries<T> {
    /// Puts a page together from its entries and their places.
    pub(crate) fn new(
        entries: impl Iterator<Item = (String, T)>,
        has_previous_page: bool,
        has_next_page: bool,
    ) -> Self {
        let edges: Vec<Edge<T>> = entries
            .map(|(cursor, node)| Edge { cursor, node })
            .collect();
        let info = PageInfo {
            has_previous_page,
            has_next_page,
            start_cursor: edges.first().map(|edge| edge.cursor.clone()),
            end_cursor: edges.last().map(|edge| edge.cursor.clone()),
        };
        Self { edges, info }
    }
}

/// Writes the place of a row.
pub(crate) fn mark(mark: &Mark) -> String {
    cursor(mark)
}
