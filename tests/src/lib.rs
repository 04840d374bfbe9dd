//! What the journeys stand on: a database per test on both engines, and probes that record,
//! disturb and kill at a named statement.

mod canonical;
mod double;
mod duties;
mod engine;
pub mod journey;
pub mod outside;
mod postgres;
pub mod probe;
mod raw;
mod rows;
pub mod served;
pub mod soak;
mod stage;
pub mod statement;
pub mod tinghu;

pub use canonical::{Canonical, canonical};
pub use double::{Double, StandIn};
pub use duties::{duties_in, duties_of};
pub use engine::Engine;
pub use postgres::server_statistics;
pub use raw::Raw;
pub use stage::TestDb;

/// Makes two tests of one: `name::sqlite` and `name::postgres`, each on a database of its own.
///
/// `on_both! { async fn name(db: &TestDb) { … } }` begins with every table in place and empty;
/// `on_both! { unmigrated async fn … }` with no table at all.
#[macro_export]
macro_rules! on_both {
    ($(#[$about:meta])* async fn $name:ident($db:ident: &$kind:ty) $body:block) => {
        $crate::on_both!(@ migrated, $(#[$about])* $name, $db: $kind, $body);
    };
    ($(#[$about:meta])* unmigrated async fn $name:ident($db:ident: &$kind:ty) $body:block) => {
        $crate::on_both!(@ empty, $(#[$about])* $name, $db: $kind, $body);
    };
    (@ $start:ident, $(#[$about:meta])* $name:ident, $db:ident: $kind:ty, $body:block) => {
        $(#[$about])*
        mod $name {
            use super::*;

            async fn journey($db: &$kind) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let db = <$kind>::$start($crate::Engine::Sqlite).await.unwrap();
                $crate::soak::in_time(journey(&db)).await;
                db.remove().await.unwrap();
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let db = <$kind>::$start($crate::Engine::Postgres).await.unwrap();
                $crate::soak::in_time(journey(&db)).await;
                db.remove().await.unwrap();
            }
        }
    };
}
