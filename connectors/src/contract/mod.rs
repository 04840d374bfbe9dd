//! What the hub and an outside system say to each other, whatever the system.
//!
//! A [`Connector`] pulls raw pages and maps raw records to [`CanonicalRecord`]s; one that also
//! pushes offers an [`Outbound`]. Mapping is pure, so raw records kept by the hub can be mapped
//! again, and `connector preview` works without a network.

mod asset;
mod canonical;
mod catalog;
mod connector;
mod cursor;
mod hand_over;
mod identity;
mod ill_formed;
mod misfit;
mod misfit_row;
mod money;
mod name;
mod outbound;
mod page;
mod part;
mod personal;
mod possible;
mod reason;
mod received;
mod record_error;
mod review;
mod sound;
mod starred;
mod trade;

pub use asset::{AssetKind, AssetRecord, AssetState};
pub use canonical::{
    CanonicalRecord, DocumentRecord, EventRecord, FactValue, FieldDoubt, HeaderFact, ProjectRef,
    ReportRecord, Warning,
};
pub use catalog::CatalogRecord;
pub use connector::{CheckReport, Connector, Mapper, check_wholly};
pub use cursor::{Cursor, CursorError};
pub use hand_over::{
    AcceptanceReport, AssetCard, Attachment, Attachments, ChangeFiling, HandOver, HandOverKind,
    ProjectCodeApplication, ProjectFiling, ProjectIdentity, ProjectRegistration, PushRequest,
};
pub use identity::Identity;
pub use misfit::{Expected, Misfit};
pub use misfit_row::RowMisfit;
pub use money::{OwnedAsset, PaymentRecord, QuotaRecord};
pub use name::{Stream, System};
pub use outbound::{Answer, Outbound, PushFailure, Receipt};
pub use page::{Page, RawRecord, UnreadableRecord};
pub use part::RecordPart;
pub use personal::without_contacts;
pub use reason::Reason;
pub use received::{Listed, ReceivedEnd, ReceivedPage};
pub use record_error::RecordError;
pub use review::{AllocationRecord, ReviewRecord, ReviewResult};
pub use starred::bears_star;
pub use trade::{Amount, AmountUnit, AwardRecord, ContractRecord, TenderRecord};
