//! The conformance kit: what every connector must keep, over whichever transport its records come,
//! on both databases. One function, [`conforms`], carries out all of it against one [`Subject`].
//!
//! | no. | what must hold |
//! |---|---|
//! | 1 | the settings are declared, and secrets are named by files alone |
//! | 2 | a check passes, refuses what is wrong, and outlives credentials that end |
//! | 3 | what can be read is what is declared |
//! | 4 | recorded records come page by page and become what is expected of them |
//! | 5 | a second run writes no row and no ledger entry |
//! | 6 | killed at each fail point and at random, it ends as undisturbed |
//! | 7 | equal times over a page boundary, late records, clocks that disagree |
//! | 8 | what comes without order is refused, or ordered |
//! | 9 | throttling, errors, silence, broken bodies and broken paging |
//! | 10 | a run that never saw its last page has failed |
//! | 11 | fields that are new, missing, of another type, and codes that are new |
//! | 12 | one record that cannot be understood holds up no other, and is read again later |
//! | 13 | only a complete enumeration withdraws, and not too much unasked |
//! | 14 | whoever lost the stream meanwhile commits nothing |
//! | 15 | no secret shows anywhere: in no log, error, state, row or answer |
//! | 16 | no more is held in memory of ten times the records; in a soak by what a process holds |
//! | 17 | a run of changes alone sends at most twice the statements of the first |
//! | 18 | both databases hold the same |
//! | 19 | a hand-over whose answer is lost is asked for, and its receipt kept |
//! | 20 | a rehearsal leaves no trace |
//!
//! Nothing here names a system: subjects are made of the lists that the product keeps, records of
//! the seed and the fixtures, and what spoils a record is found by the mapping. What cannot apply
//! somewhere is declared in [`exempt`](exempt), and the check shows that it is so.

mod calm;
mod check;
mod exempt;
mod ground;
mod kit;
mod left;
mod over;
mod scene;
mod shape;
mod subject;
mod told;

use shuniu_tests::Engine;
use shuniu_tests::soak::in_time;

use kit::conforms;
use subject::{Subject, Transport, subjects};

/// Holds every connector that uses the transport against the kit.
async fn all_over(transport: Transport, engine: Engine) {
    let mut broken = Vec::new();
    let subjects = subjects(transport);
    assert!(!subjects.is_empty(), "nobody uses {transport}");
    for subject in subjects {
        let name = subject.to_string();
        let conforms = tokio::spawn(in_time(async move {
            let db = ground::of(&subject.system(), engine).await;
            conforms(&subject, &db).await;
            db.remove().await.unwrap();
        }));
        if conforms.await.is_err() {
            broken.push(name);
        }
    }
    assert_eq!(broken, [""; 0], "do not conform on {engine:?}");
}

macro_rules! over {
    ($($name:ident: $transport:ident;)*) => {
        $(mod $name {
            use super::{Engine, Transport, all_over};

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                all_over(Transport::$transport, Engine::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                all_over(Transport::$transport, Engine::Postgres).await;
            }
        })*

        /// The transports that are held against the kit.
        const COVERED: &[Transport] = &[$(Transport::$transport),*];
    };
}

over! {
    over_its_interface: Interface;
    by_files: Files;
    by_rows_that_are_marked: MarkedRows;
    by_rows_that_are_only_read: ReadRows;
}

#[test]
fn every_system_is_held_against_the_kit_over_every_transport_it_has() {
    assert_eq!(COVERED, Transport::ALL);
    let mut held: Vec<_> = COVERED.iter().flat_map(|one| subjects(*one)).collect();
    held.retain(|one| one.transport() == Transport::Interface);
    let held: Vec<_> = held
        .iter()
        .map(|one| one.system().as_str().to_owned())
        .collect();
    let known = shuniu_api::config::SYSTEMS.iter().map(|kind| kind.name);
    assert_eq!(held, known.collect::<Vec<_>>());
}
