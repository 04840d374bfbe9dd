//! Payments, budget quotas and catalogue entries at the hub's own door.

use std::sync::Arc;

use shuniu_entities::{OfProject, Scope, payment};
use shuniu_hub::Fault;
use shuniu_hub::clock::ManualClock;
use shuniu_hub::command::{
    AllocationTerms, CatalogTerms, CorrectAllocation, CorrectBudgetQuota, CorrectCatalogEntry,
    CorrectPayment, PaymentKind, PaymentTerms, QuotaTerms, RecordAllocation, RecordBudgetQuota,
    RecordCatalogEntry, RecordPayment, ResourceKind, Sharing, UpdateCycle, VoidAllocation,
    VoidBudgetQuota, VoidCatalogEntry, VoidPayment,
};
use shuniu_hub::policy::Fen;
use shuniu_hub::query::Key;
use shuniu_tests::journey::{Desk, clerk, set_up, today};
use shuniu_tests::{TestDb, on_both};
use uuid::Uuid;

pub(crate) fn payment_of(yuan: i64) -> PaymentTerms {
    PaymentTerms {
        number: None,
        contract: None,
        payee: None,
        kind: PaymentKind::Progress,
        amount: Fen::new(yuan * 100),
        requested_on: "2026-05-20".parse().ok(),
        paid_on: "2026-06-01".parse().ok(),
        evidence: None,
    }
}

/// Records, corrects and voids one of each.
pub(crate) async fn kept(desk: &Desk<'_>, project: Uuid) {
    let (expected_version, reason) = (None, "录入有误".to_owned());
    let record = RecordPayment {
        project,
        expected_version,
        terms: payment_of(1),
    };
    let wrong = desk.ask(None, &record).await.unwrap().record.unwrap();
    let right = payment_of(2);
    let correct = CorrectPayment {
        project,
        expected_version,
        wrong,
        reason: reason.clone(),
        right,
    };
    let wrong = desk.ask(None, &correct).await.unwrap().record.unwrap();
    let void = VoidPayment {
        project,
        expected_version,
        wrong,
        reason: reason.clone(),
    };
    desk.ask(None, &void).await.unwrap();

    let terms = QuotaTerms {
        document_number: "财预〔2026〕8号".to_owned(),
        year: 2026,
        amount: Fen::new(118_000_000),
        funding_source: Some("fiscal".to_owned()),
        issued_on: today(),
    };
    let record = RecordBudgetQuota {
        project,
        expected_version,
        terms: terms.clone(),
    };
    let wrong = desk.ask(None, &record).await.unwrap().record.unwrap();
    let right = QuotaTerms {
        year: 2027,
        ..terms
    };
    let correct = CorrectBudgetQuota {
        project,
        expected_version,
        wrong,
        reason: reason.clone(),
        right,
    };
    let wrong = desk.ask(None, &correct).await.unwrap().record.unwrap();
    let void = VoidBudgetQuota {
        project,
        expected_version,
        wrong,
        reason: reason.clone(),
    };
    desk.ask(None, &void).await.unwrap();

    let terms = AllocationTerms {
        number: "云-1".to_owned(),
        kind: ResourceKind::Storage,
        specification: "2 TB".to_owned(),
        quantity: Some(1),
        allocated_on: today(),
        released_on: None,
    };
    let record = RecordAllocation {
        project,
        expected_version,
        terms: terms.clone(),
    };
    let wrong = desk.ask(None, &record).await.unwrap().record.unwrap();
    let right = AllocationTerms {
        quantity: Some(2),
        ..terms
    };
    let correct = CorrectAllocation {
        project,
        expected_version,
        wrong,
        reason: reason.clone(),
        right,
    };
    let wrong = desk.ask(None, &correct).await.unwrap().record.unwrap();
    let void = VoidAllocation {
        project,
        expected_version,
        wrong,
        reason: reason.clone(),
    };
    desk.ask(None, &void).await.unwrap();

    let terms = CatalogTerms {
        code: None,
        name: "城市部件数据".to_owned(),
        system_name: None,
        sharing: Sharing::Unconditional,
        update_cycle: Some(UpdateCycle::Daily),
        registered_on: Some(today()),
    };
    let record = RecordCatalogEntry {
        project,
        expected_version,
        terms: terms.clone(),
    };
    let wrong = desk.ask(None, &record).await.unwrap().record.unwrap();
    let right = CatalogTerms {
        sharing: Sharing::Conditional,
        ..terms
    };
    let correct = CorrectCatalogEntry {
        project,
        expected_version,
        wrong,
        reason: reason.clone(),
        right,
    };
    let wrong = desk.ask(None, &correct).await.unwrap().record.unwrap();
    let void = VoidCatalogEntry {
        project,
        expected_version,
        wrong,
        reason,
    };
    desk.ask(None, &void).await.unwrap();
}

on_both! {
    async fn money_is_held_to_what_is_believed_of_it(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let hub = db.hub(&clock).await.unwrap();
        let jurisdiction = set_up(&hub, 0).await.unwrap();
        let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction };
        let project = desk.carry_through(1).await.unwrap();
        let (expected_version, reason) = (None, "录入有误".to_owned());
        let day = |text: &str| text.parse().ok();
        let record = RecordPayment { project, expected_version, terms: payment_of(3_000_000_000) };
        let wrong = desk.ask(None, &record).await.unwrap().record.unwrap();
        for (field, terms) in [
            ("amount", payment_of(0)),
            ("amount", payment_of(3_000_000_001)),
            ("paidOn", PaymentTerms { paid_on: day("1979-12-31"), requested_on: None, ..payment_of(1) }),
            ("paidOn", PaymentTerms { paid_on: day("2026-07-01"), ..payment_of(1) }),
            ("requestedOn", PaymentTerms { requested_on: day("0206-05-20"), ..payment_of(1) }),
            ("requestedOn", PaymentTerms { requested_on: day("2026-06-02"), ..payment_of(1) }),
            ("number", PaymentTerms { number: Some(" ".to_owned()), ..payment_of(1) }),
        ] {
            let record = RecordPayment { project, expected_version, terms: terms.clone() };
            let correct = CorrectPayment { project, expected_version, wrong, reason: reason.clone(), right: terms };
            let recorded = desk.ask(None, &record).await.unwrap_err();
            let corrected = desk.ask(None, &correct).await.unwrap_err();
            for fault in [recorded, corrected] {
                let Some(Fault::Invalid { field: named, .. }) = fault.downcast_ref() else {
                    panic!("{fault:?}");
                };
                assert_eq!(named, field);
            }
        }
        let quota = QuotaTerms {
            document_number: "财预〔2026〕8号".to_owned(),
            year: 2026,
            amount: Fen::new(300_000_000_100),
            funding_source: None,
            issued_on: today(),
        };
        let old = QuotaTerms { amount: Fen::new(100), year: 1979, issued_on: day("1979-12-31").unwrap(), ..quota.clone() };
        for (field, terms) in [("amount", quota), ("issuedOn", old)] {
            let record = RecordBudgetQuota { project, expected_version, terms };
            let fault = desk.ask(None, &record).await.unwrap_err();
            let Some(Fault::Invalid { field: named, .. }) = fault.downcast_ref() else {
                panic!("{fault:?}");
            };
            assert_eq!(named, field);
        }
    }
}

on_both! {
    async fn what_a_payment_names_must_be_of_its_project(db: &TestDb) {
        let clock = Arc::new(ManualClock::at(today()));
        let hub = db.hub(&clock).await.unwrap();
        let jurisdiction = set_up(&hub, 0).await.unwrap();
        let desk = Desk { hub: &hub, caller: clerk(0).unwrap(), jurisdiction };
        let project = desk.carry_through(1).await.unwrap();
        let nowhere = Some(Uuid::now_v7());
        for (field, terms) in [
            ("contract", PaymentTerms { contract: nowhere, ..payment_of(1) }),
            ("evidence", PaymentTerms { evidence: nowhere, ..payment_of(1) }),
        ] {
            let record = RecordPayment { project, expected_version: None, terms };
            let fault = desk.ask(None, &record).await.unwrap_err();
            let Some(Fault::Invalid { field: named, .. }) = fault.downcast_ref() else {
                panic!("{fault:?}");
            };
            assert_eq!(named, field);
        }
        let stale = RecordPayment { project, expected_version: Some(0), terms: payment_of(1) };
        let fault = desk.ask(None, &stale).await.unwrap_err();
        assert!(matches!(fault.downcast_ref(), Some(Fault::Conflict { .. })), "{fault:?}");
        let scope = Scope::jurisdictions(vec![jurisdiction]);
        let key = Key::new(jurisdiction, project);
        let kept = payment::Entity::find_of(&scope, &[key]).all(&hub.reader()).await.unwrap();
        assert_eq!(kept, [], "nothing of a refused payment stays");
    }
}
