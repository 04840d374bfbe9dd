//! What the hub answers: every read of the running service.
//!
//! A [`View`] turns a caller into a scope and refuses what its role does not grant; its methods
//! return whole sets (a page, or everything that belongs to the members of one), so that the
//! number of statements never depends on the number of rows.

mod agenda;
mod aggregate;
mod calendar;
mod compared;
mod contact;
mod discrepancy;
mod feed;
mod file_rows;
mod hand_over;
mod institution;
mod integration;
mod kept;
mod known;
mod obligation;
mod page;
mod paid;
mod paper;
mod project;
mod project_file;
mod quarantine;
mod responsible;
mod row;
mod search;
mod status;
mod step;
mod sweep;
mod unstarted;
mod view;
mod worded;

pub use crate::assess::{BUDGET_QUOTA, PAYMENT_REQUEST};
pub use agenda::{Agenda, Due, Owing};
pub use aggregate::{
    Aggregate, Amount, AmountOf, Counted, Days, Dimension, Group, GroupKey, GroupOrder, GroupValue,
    Grouping, Measures, Timeliness,
};
pub use calendar::CalendarFilter;
pub use contact::Contact;
pub use discrepancy::{DiscrepancyFilter, Dispute};
pub use feed::{Feed, FeedPage, Stretch};
pub use hand_over::HandOverFilter;
pub use institution::{InstitutionFilter, InstitutionObligationFilter};
pub use integration::Waiting;
pub use obligation::ObligationFilter;
pub use page::{MAX_PAGE, Mark, Page, Slice, SortValue};
pub use paid::Paid;
pub use paper::{AskedPaper, OnFile, PaperState, asked_papers, is_attached_to, is_of};
pub use project::{NameMatch, ProjectFilter, ProjectOrder};
pub use project_file::Standing;
pub use quarantine::{AsideCountRow, QuarantineFilter, QuarantineState};
pub use responsible::Responsible;
pub use row::*;
pub use status::{Dated, Status, status_expr, status_on};
pub use step::StepFilter;
pub use sweep::ChangedRow;
pub use view::View;
pub use worded::{counts_workdays, worded};
