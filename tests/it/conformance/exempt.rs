//! What cannot apply to a subject, and why. Each check that is exempt shows that the reason holds.

use shuniu_connectors::contract::{Stream, System};
use shuniu_connectors::sandbox::access;

use super::shape::Shape;
use super::subject::{Subject, Transport};

/// A delivery holds what changed, so that what does not come is not gone.
pub(super) const NOTHING_IS_ENUMERATED: &str =
    "a delivery holds what changed; a comparison is refused, and nothing is ever withdrawn";
/// There is nothing that could be betrayed.
pub(super) const NO_SECRETS: &str = "it takes no credentials";
/// It is read alone.
pub(super) const TAKES_NOTHING: &str = "nothing can be handed over to it";

/// Why a check cannot apply to the subject; nothing where it applies.
pub(super) fn exempt(subject: &dyn Subject, number: u8) -> Option<&'static str> {
    let system = subject.system();
    match (number, subject.transport()) {
        (13, Transport::Files | Transport::MarkedRows | Transport::ReadRows) => {
            Some(NOTHING_IS_ENUMERATED)
        }
        (15, Transport::Files) => Some(NO_SECRETS),
        (15, Transport::Interface) if is_open(&system) => Some(NO_SECRETS),
        (19, Transport::Files | Transport::ReadRows) => Some(TAKES_NOTHING),
        (19, _) if !takes(&system) => Some(TAKES_NOTHING),
        _ => None,
    }
}

/// Whether the system lets anybody in.
pub(super) fn is_open(system: &System) -> bool {
    access(system).secrets.is_empty()
}

/// Whether the system answers to what is handed over, by its mapping; held against the connector.
fn takes(system: &System) -> bool {
    Shape::of(system).knows(&Stream::RECEIPTS)
}
