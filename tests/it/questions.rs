//! Every question that the running service answers, asked once.

use std::collections::BTreeSet;

use shuniu_hub::access::Permission;
use shuniu_hub::calendar::{CalendarChoice, OpenCalendar};
use shuniu_hub::policy::Fen;
use shuniu_hub::query::{
    CalendarFilter, ConnectorRow, Counted, Days, Dimension, DiscrepancyFilter, Dispute, Feed,
    Grouping, HandOverFilter, InstitutionFilter, InstitutionObligationFilter,
    InstitutionObligationRow, InstitutionReportRow, Key, MatchRow, NameMatch, ObligationFilter,
    ProjectFilter, ProjectOrder, ProjectRow, QuarantineFilter, QuarantineState, Responsible, Slice,
    Standing, Status, StepFilter, Stretch, View, Waiting,
};

/// What was asked, by method, and what was answered, in order.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    pub(crate) asked: BTreeSet<&'static str>,
    pub(crate) said: Vec<String>,
}

/// Asks, keeps the answer and gives it.
macro_rules! ask {
    ($answers:ident, $view:ident.$name:ident($($given:expr),* $(,)?)) => {{
        let question = stringify!($name);
        let said = $view.$name($($given),*).await;
        let said = said.unwrap_or_else(|fault| panic!("{question}: {fault:?}"));
        $answers.asked.insert(question);
        $answers.said.push(format!("{question} {said:?}"));
        said
    }};
}

fn slice(size: u32) -> Slice {
    Slice {
        size,
        ..Slice::default()
    }
}

/// Every question about projects; a project unit may ask them too.
pub(crate) async fn about_projects(view: &View, answers: &mut Answers) -> Vec<Key> {
    let all = ProjectFilter::default();
    let by_name = (ProjectOrder::Name, false);
    let projects = ask!(answers, view.projects(&all, by_name, &slice(200))).rows;
    let keys: Vec<Key> = projects.iter().map(ProjectRow::key).collect();
    let place = projects[0].key().jurisdiction;
    let units = projects.iter().filter_map(|row| row.unit_id);
    let units: Vec<Key> = units.map(|id| Key::new(place, id)).collect();
    let narrow = ProjectFilter {
        stages: vec!["-".to_owned()],
        units: units.clone(),
        types: vec!["build".to_owned()],
        name: Some(NameMatch::Contains("项目".to_owned())),
        project_code: Some("2509-320902-04-01-000001".to_owned()),
        has_project_code: Some(true),
        investment_from: Some(Fen::ZERO),
        investment_to: Some(Fen::ZERO),
        has_overdue: Some(true),
        // Asked by those alone who may declare.
        to_be_declared: view.may(Permission::Reconcile).then_some(true),
        updated_since: Some(projects[0].updated_at),
        regions: Vec::new(),
    };
    ask!(answers, view.count_projects(&narrow));
    let numbered = ProjectFilter {
        name: Some(NameMatch::OrNumber("2509-3209".to_owned())),
        ..ProjectFilter::default()
    };
    ask!(answers, view.count_projects(&numbered));
    ask!(answers, view.count_projects(&all));
    ask!(answers, view.projects_by_key(&keys));
    ask!(answers, view.organizations(&units));
    let facts = ask!(answers, view.facts_of(&keys, Standing::Any));
    ask!(answers, view.facts_of(&keys, Standing::Current));
    let events = ask!(answers, view.events_of(&keys));
    let documents = ask!(answers, view.documents_of(&keys));
    let reports = ask!(answers, view.reports_of(&keys));
    ask!(answers, view.attachments_of(&keys));
    ask!(answers, view.exceptions_of(&keys));
    let tenders = ask!(answers, view.tenders_of(&keys));
    let contracts = ask!(answers, view.contracts_of(&keys));
    ask!(answers, view.relations_of(&keys));
    ask!(answers, view.gates_of(&keys));
    ask!(answers, view.findings_of(&keys));
    let duties = ask!(answers, view.obligations_of(&keys));
    let handed_over = ask!(answers, view.outbox_of(&keys));
    let reviews = ask!(answers, view.reviews_of(&keys));
    let allocations = ask!(answers, view.allocations_of(&keys));
    let assets = ask!(answers, view.assets_of(&keys));
    let payments = ask!(answers, view.payments_of(&keys));
    let quotas = ask!(answers, view.quotas_of(&keys));
    let catalog = ask!(answers, view.catalog_of(&keys));
    ask!(answers, view.paid_for(&keys));
    let contacts = ask!(answers, view.contacts_of(&keys));
    macro_rules! keys {
        ($rows:ident) => {
            &$rows.iter().map(|row| row.key()).collect::<Vec<Key>>()
        };
    }
    ask!(answers, view.facts(keys!(facts)));
    ask!(answers, view.events(keys!(events)));
    ask!(answers, view.documents(keys!(documents)));
    ask!(answers, view.contents(keys!(documents)));
    ask!(answers, view.reports(keys!(reports)));
    ask!(answers, view.tenders(keys!(tenders)));
    ask!(answers, view.contracts(keys!(contracts)));
    ask!(answers, view.obligations_by_key(keys!(duties)));
    ask!(answers, view.reasons_of(keys!(duties)));
    ask!(answers, view.outbox(keys!(handed_over)));
    ask!(answers, view.reviews(keys!(reviews)));
    ask!(answers, view.allocations(keys!(allocations)));
    ask!(answers, view.assets(keys!(assets)));
    ask!(answers, view.payments(keys!(payments)));
    ask!(answers, view.quotas(keys!(quotas)));
    ask!(answers, view.catalog(keys!(catalog)));
    ask!(answers, view.contacts(keys!(contacts)));
    ask!(answers, view.paid_under(keys!(contracts)));
    let sources = facts.iter().filter_map(|row| row.source_record_id);
    let sources: Vec<Key> = sources.map(|id| Key::new(place, id)).collect();
    let records = ask!(answers, view.records(&sources));
    ask!(answers, view.likeness_links(&sources));
    let connectors = records.iter().map(|row| Key::new(place, row.connector_id));
    ask!(
        answers,
        view.connectors_by_key(&connectors.collect::<Vec<_>>())
    );
    let narrow = ObligationFilter {
        statuses: vec![Status::Overdue, Status::Undetermined],
        due_from: Some(view.today()),
        due_to: Some(view.today()),
        units,
        projects: keys.clone(),
        provisions: vec!["p".to_owned()],
        packs: vec!["tinghu".to_owned()],
        ..ObligationFilter::on(view.today())
    };
    ask!(answers, view.count_obligations(&narrow));
    ask!(answers, view.field_values_of(&keys));
    let disputed = ask!(answers, view.discrepancies_of(&keys));
    ask!(answers, view.discrepancies_by_key(keys!(disputed)));
    let disputes = DiscrepancyFilter {
        systems: vec!["municipal_projects".to_owned()],
        fields: vec![
            "investment_yuan".to_owned(),
            "contract.amount_yuan".to_owned(),
        ],
        states: vec![Dispute::Open],
        projects: keys.clone(),
        ..DiscrepancyFilter::default()
    };
    ask!(answers, view.count_discrepancies(&disputes));
    let page = ask!(
        answers,
        view.discrepancies(&DiscrepancyFilter::default(), &slice(2))
    )
    .rows;
    let further = Slice {
        after: page.last().map(DiscrepancyFilter::mark),
        ..slice(2)
    };
    ask!(answers, view.discrepancies(&disputes, &further));
    let handed = ask!(
        answers,
        view.hand_overs(&HandOverFilter::default(), &slice(2))
    )
    .rows;
    let waiting = HandOverFilter {
        states: vec!["prepared".to_owned(), "unknown".to_owned()],
        kinds: vec!["asset_card".to_owned()],
        systems: vec!["asset_cloud".to_owned()],
        projects: keys.clone(),
        ..HandOverFilter::default()
    };
    let further = Slice {
        after: handed.last().map(|row| HandOverFilter::mark(row.key())),
        ..slice(2)
    };
    ask!(answers, view.hand_overs(&waiting, &further));
    let every = ObligationFilter::on(view.today());
    let page = ask!(answers, view.obligations(&every, &slice(20)));
    let mine = ObligationFilter {
        statuses: vec![Status::Pending, Status::Overdue],
        responsible: Responsible::Caller,
        ..every.clone()
    };
    ask!(answers, view.obligations(&mine, &slice(20)));
    let further = Slice {
        after: page.rows.last().map(ObligationFilter::mark),
        ..slice(20)
    };
    ask!(answers, view.obligations(&every, &further));
    ask!(answers, view.assessed_for(&[]));
    let everywhere = view.jurisdictions();
    let region = everywhere[0].setup.region;
    ask!(answers, view.waiting_for_assessment(region));
    of_institutions(view, answers).await;
    for (may, of) in [(true, all.clone()), (false, numbered.clone())] {
        let gate = "final_acceptance".to_owned();
        let step = StepFilter {
            gate,
            may,
            next: may,
            of,
        };
        ask!(answers, view.steps(&step, &slice(20)));
        ask!(answers, view.count_steps(&step));
    }
    let some = Days {
        from: Some(view.today()),
        to: Some(view.today()),
    };
    let of_project = [
        Dimension::Jurisdiction,
        Dimension::Year,
        Dimension::ApprovalYear,
        Dimension::Stage,
        Dimension::Unit,
    ];
    for (counted, own) in [
        (Counted::Projects(numbered), None),
        (
            Counted::Contracts {
                of: all.clone(),
                signed: some,
            },
            Some(Dimension::Supplier),
        ),
        (
            Counted::Payments {
                of: all.clone(),
                paid: some,
            },
            Some(Dimension::PaymentKind),
        ),
        (Counted::Obligations(narrow), Some(Dimension::Status)),
    ] {
        let grouping = Grouping {
            by: of_project.into_iter().chain(own).collect(),
            ..Grouping::default()
        };
        ask!(answers, view.aggregate(&counted, &grouping));
    }
    let open = OpenCalendar {
        key: Key::new(place, place),
        name: "到期".to_owned(),
        choice: CalendarChoice {
            responsible: vec!["project_unit".to_owned()],
            ..CalendarChoice::default()
        },
        caller: view.caller().clone(),
    };
    ask!(answers, view.agenda(&open, 3));
    let calendars = ask!(
        answers,
        view.calendars(&CalendarFilter::default(), &slice(2))
    )
    .rows;
    ask!(answers, view.calendars_by_key(keys!(calendars)));
    let narrow = CalendarFilter {
        owner: Some("someone".to_owned()),
        open: Some(false),
        ..CalendarFilter::default()
    };
    let further = Slice {
        after: calendars.last().map(|row| CalendarFilter::mark(row.key())),
        ..slice(2)
    };
    ask!(answers, view.calendars(&narrow, &further));
    let stretch = Stretch {
        after: Feed::default(),
        before: None,
        size: 200,
        from_end: false,
    };
    ask!(answers, view.ledger(&stretch, &[], None));
    ask!(answers, view.ledger(&stretch, &[], Some(keys[0])));
    let newest = Stretch {
        from_end: true,
        ..stretch
    };
    ask!(answers, view.ledger(&newest, &[], None));
    ask!(answers, view.ledger_heads(&[]));
    keys
}

/// Asks what institutions owe and reported.
async fn of_institutions(view: &View, answers: &mut Answers) {
    let all = InstitutionFilter::default();
    let owed = InstitutionObligationFilter {
        of: InstitutionFilter {
            bureaus: Some(false),
            ..all.clone()
        },
        statuses: vec![Status::Pending, Status::NotDue, Status::Undetermined],
        provisions: vec!["tinghu-22-annual-self-evaluation".to_owned()],
        ..InstitutionObligationFilter::on(view.today())
    };
    let duties = ask!(answers, view.institution_obligations(&owed, &slice(2))).rows;
    ask!(answers, view.count_institution_obligations(&owed));
    let counted = Counted::InstitutionObligations(owed);
    ask!(answers, view.aggregate(&counted, &Grouping::default()));
    let keys: Vec<Key> = duties.iter().map(InstitutionObligationRow::key).collect();
    ask!(answers, view.institution_obligations_by_key(&keys));
    let units: Vec<Key> = duties
        .iter()
        .map(|row| Key::new(row.jurisdiction_id, row.institution_id))
        .collect();
    ask!(answers, view.institutions(&units));
    let reports = ask!(answers, view.institution_reports(&all, &slice(2))).rows;
    let keys: Vec<Key> = reports.iter().map(InstitutionReportRow::key).collect();
    ask!(answers, view.institution_reports_by_key(&keys));
}

/// Every question about outside systems and what waits for a person.
pub(crate) async fn about_systems(view: &View, answers: &mut Answers) {
    let systems = ask!(answers, view.connectors(&[]));
    let systems: Vec<Key> = systems.iter().map(ConnectorRow::key).collect();
    ask!(answers, view.cursors_of(&systems));
    let runs = ask!(answers, view.sync_runs(&[], 20));
    let runs: Vec<Key> = runs
        .iter()
        .map(|row| Key::new(row.jurisdiction_id, row.id))
        .collect();
    ask!(answers, view.sync_runs_by_key(&runs));
    ask!(answers, view.aside_of_runs(&runs));
    let compared = ask!(answers, view.hand_over_comparisons(&[], 20));
    let compared: Vec<Key> = compared
        .iter()
        .map(|row| Key::new(row.jurisdiction_id, row.id))
        .collect();
    ask!(answers, view.hand_over_comparisons_by_key(&compared));
    let differing = ask!(answers, view.hand_over_differences(&[], &slice(20))).rows;
    let further = Slice {
        after: differing.first().map(|row| Waiting::mark(row.key())),
        ..slice(20)
    };
    ask!(answers, view.hand_over_differences(&[], &further));
    let sweeps = ask!(answers, view.sweeps(&[], 20));
    let sweeps: Vec<Key> = sweeps
        .iter()
        .map(|row| Key::new(row.jurisdiction_id, row.id))
        .collect();
    ask!(answers, view.sweeps_by_key(&sweeps));
    let differences = ask!(answers, view.differences_of(&sweeps));
    let differing: Vec<Key> = differences
        .iter()
        .map(|row| Key::new(row.jurisdiction_id, row.source_record_id))
        .collect();
    ask!(answers, view.changed_fields_of(&differing));
    let open = Waiting {
        state: Some("open".to_owned()),
        ..Waiting::default()
    };
    let listed = ask!(answers, view.match_candidates(&open, &slice(20))).rows;
    let raw = listed
        .iter()
        .map(|row| Key::new(row.jurisdiction_id, row.source_record_id));
    ask!(answers, view.record_bodies(&raw.collect::<Vec<_>>()));
    let listed: Vec<Key> = listed.iter().map(MatchRow::key).collect();
    ask!(answers, view.match_candidates_by_key(&listed));
    let open = QuarantineFilter {
        states: vec![QuarantineState::Open],
        ..QuarantineFilter::default()
    };
    let aside = ask!(answers, view.quarantined(&open, &slice(20))).rows;
    let aside: Vec<Key> = aside
        .iter()
        .map(|row| Key::new(row.jurisdiction_id, row.id))
        .collect();
    ask!(answers, view.quarantined_by_key(&aside));
    let further = Slice {
        after: listed.last().map(|key| Waiting::mark(*key)),
        ..slice(20)
    };
    ask!(
        answers,
        view.match_candidates(&Waiting::default(), &further)
    );
}
