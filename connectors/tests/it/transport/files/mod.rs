//! Delivered files: what is taken, what is refused, and what becomes of rows.

mod refused;
mod rows;
mod taken;

use shuniu_connectors::{
    contract::{Stream, System},
    transport::drop::DropConfig,
};

use super::rig::{Rig, Settings, Way};
use crate::rig::Subject;

pub(super) fn contracts() -> Subject {
    Subject {
        system: System::TRADING_CENTRE,
        stream: Stream::CONTRACTS,
    }
}

pub(super) async fn rig() -> Rig {
    Rig::new(&contracts(), Way::Files).await
}

/// The settings of the folder, changed.
pub(super) async fn set(change: impl FnOnce(&mut DropConfig)) -> Rig {
    let change = |settings: &mut Settings| change(settings.drop.as_mut().unwrap());
    Rig::with(&contracts(), Way::Files, change).await
}

pub(super) async fn refused(rig: &Rig) -> String {
    let failure = rig.pull(None).await.unwrap_err();
    assert_eq!(failure.class(), "remote", "{failure}");
    assert!(
        failure.to_string().contains("nothing of it was taken in"),
        "{failure}"
    );
    failure.to_string()
}
