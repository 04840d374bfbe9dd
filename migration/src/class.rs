/// How a table is spread and joined once one machine is too small.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Belongs to one jurisdiction: key, unique indexes and joins begin with `jurisdiction_id`.
    Tenant,
    /// Small, seldom written, the same for all; never refers to tenant rows.
    Reference,
    /// Jobs and migrations; never joined with the others.
    Control,
    /// Spread by a code that is unique everywhere; never joined, only looked up.
    Registry,
}

/// Every table with its class; a table without one fails a test.
pub const CLASSES: &[(&str, Class)] = &[
    ("jurisdiction", Class::Reference),
    ("jurisdiction_pack", Class::Reference),
    ("lease", Class::Control),
    ("project_code", Class::Registry),
    ("ledger", Class::Tenant),
    ("ledger_head", Class::Tenant),
    ("idempotency_key", Class::Tenant),
    ("organization", Class::Tenant),
    ("project", Class::Tenant),
    ("project_bigram", Class::Tenant),
    ("project_relation", Class::Tenant),
    ("project_fact", Class::Tenant),
    ("discrepancy", Class::Tenant),
    ("project_event", Class::Tenant),
    ("document", Class::Tenant),
    ("document_content", Class::Tenant),
    ("attachment", Class::Tenant),
    ("report", Class::Tenant),
    ("policy_exception", Class::Tenant),
    ("tender", Class::Tenant),
    ("contract", Class::Tenant),
    ("review", Class::Tenant),
    ("allocation", Class::Tenant),
    ("asset", Class::Tenant),
    ("payment", Class::Tenant),
    ("budget_quota", Class::Tenant),
    ("catalog_entry", Class::Tenant),
    ("person", Class::Tenant),
    ("obligation", Class::Tenant),
    ("gate_state", Class::Tenant),
    ("finding", Class::Tenant),
    ("assessment_day", Class::Tenant),
    ("law_in_force", Class::Tenant),
    ("connector_instance", Class::Tenant),
    ("sync_run", Class::Tenant),
    ("sync_cursor", Class::Tenant),
    ("source_record", Class::Tenant),
    ("match_candidate", Class::Tenant),
    ("match_key", Class::Tenant),
    ("classified_key", Class::Tenant),
    ("secrecy_mark", Class::Tenant),
    ("quarantine", Class::Tenant),
    ("outbox", Class::Tenant),
    ("calendar", Class::Tenant),
    ("institution", Class::Tenant),
    ("institution_share", Class::Tenant),
    ("institution_report", Class::Tenant),
    ("institution_obligation", Class::Tenant),
];
