WITH place(id) AS (VALUES {places})
SELECT {object}('project', {json}((
    SELECT {object}(
        'name', p.name, 'projectCode', p.project_code, 'projectType', p.project_type,
        'budget', {yuan p.budget_fen}, 'investment', {yuan p.investment_fen},
        'stage', {object}('name', p.stage),
        'unit', {json}((SELECT {object}('name', o.name) FROM organization o
            WHERE o.jurisdiction_id = p.jurisdiction_id AND o.id = p.unit_id)),
        'facts', {json}(coalesce((
            SELECT {list}({object}('name', f.name, 'value', {json}(f.value)) ORDER BY f.name, f.recorded_at, f.id)
            FROM project_fact f WHERE f.jurisdiction_id = p.jurisdiction_id AND f.project_id = p.id
                AND f.subject IS NULL AND f.standing = 'current'), {none})),
        'events', {json}(coalesce((
            SELECT {list}({object}('kind', e.kind, 'occurredOn', e.occurred_on, 'attributes', {json}(e.attributes))
                ORDER BY e.occurred_on, e.recorded_at, e.id)
            FROM project_event e WHERE e.jurisdiction_id = p.jurisdiction_id AND e.project_id = p.id
                AND e.standing = 'current'), {none})),
        'documents', {json}(coalesce((
            SELECT {list}({object}('kind', d.kind, 'filedOn', d.filed_on) ORDER BY d.recorded_at, d.id)
            FROM document d WHERE d.jurisdiction_id = p.jurisdiction_id AND d.project_id = p.id
                AND d.standing = 'current'), {none})),
        'reports', {json}(coalesce((
            SELECT {list}({object}('kind', r.kind, 'period', r.period, 'submittedOn', r.submitted_on)
                ORDER BY r.period, r.kind, r.id)
            FROM report r WHERE r.jurisdiction_id = p.jurisdiction_id AND r.project_id = p.id
                AND r.standing = 'current'), {none})),
        'reviews', {json}(coalesce((
            SELECT {list}({object}('number', r.number, 'kind', r.kind, 'result', r.result,
                'reviewedOn', r.reviewed_on) ORDER BY r.reviewed_on, r.id)
            FROM review r WHERE r.jurisdiction_id = p.jurisdiction_id AND r.project_id = p.id), {none})),
        'allocations', {json}(coalesce((
            SELECT {list}({object}('number', a.number, 'kind', a.kind, 'quantity', a.quantity)
                ORDER BY a.allocated_on, a.id)
            FROM allocation a WHERE a.jurisdiction_id = p.jurisdiction_id AND a.project_id = p.id), {none})),
        'tenders', {json}(coalesce((
            SELECT {list}({object}('code', t.code, 'name', t.name, 'budget', {yuan t.budget_fen},
                'award', {yuan t.award_fen}, 'noticeOn', t.notice_on,
                'supplier', {json}((SELECT {object}('name', o.name) FROM organization o
                    WHERE o.jurisdiction_id = t.jurisdiction_id AND o.id = t.supplier_id))) ORDER BY t.id)
            FROM tender t WHERE t.jurisdiction_id = p.jurisdiction_id AND t.project_id = p.id), {none})),
        'contracts', {json}(coalesce((
            SELECT {list}({object}('number', c.number, 'name', c.name, 'amount', {yuan c.amount_fen},
                'signedOn', c.signed_on,
                'supplier', {json}((SELECT {object}('name', o.name) FROM organization o
                    WHERE o.jurisdiction_id = c.jurisdiction_id AND o.id = c.supplier_id))) ORDER BY c.id)
            FROM contract c WHERE c.jurisdiction_id = p.jurisdiction_id AND c.project_id = p.id), {none})),
        'payments', {json}(coalesce((
            SELECT {list}({object}('kind', m.kind, 'amount', {yuan m.amount_fen}, 'requestedOn', m.requested_on,
                'paidOn', m.paid_on) ORDER BY m.id)
            FROM payment m WHERE m.jurisdiction_id = p.jurisdiction_id AND m.project_id = p.id
                AND m.standing = 'current'), {none})),
        'assets', {json}(coalesce((
            SELECT {list}({object}('cardNumber', a.card_number, 'kind', a.kind, 'name', a.name, 'state', a.state,
                'originalValue', {yuan a.original_value_fen}) ORDER BY a.id)
            FROM asset a WHERE a.jurisdiction_id = p.jurisdiction_id AND a.project_id = p.id), {none})),
        'obligations', {json}(coalesce((
            SELECT {list}({object}('provisionCode', d.provision, 'period', nullif(d.period, '-'),
                'status', d.status, 'triggeredOn', d.triggered_on, 'dueOn', d.due_on, 'lastOn', d.last_on,
                'fulfilledOn', d.fulfilled_on) ORDER BY d.last_on NULLS FIRST, d.provision, d.id)
            FROM (
                SELECT d.provision, d.period, {status d} AS status, d.triggered_on, d.due_on, d.last_on, d.id,
                    CASE WHEN d.fulfilled_on <= {today} AND d.undated IS NOT TRUE THEN d.fulfilled_on END AS fulfilled_on
                FROM obligation d WHERE d.jurisdiction_id = p.jurisdiction_id AND d.project_id = p.id
                UNION ALL
                SELECT u.provision, '-', {unstarted u}, NULL, NULL, NULL, NULL, NULL
                FROM unstarted_obligation u
                WHERE u.jurisdiction_id = p.jurisdiction_id AND u.set_id = p.unstarted_set) d), {none})),
        'gates', {json}(coalesce((
            SELECT {list}({object}('name', g.gate, 'state', upper(g.state)) ORDER BY g.gate)
            FROM gate_state g WHERE g.jurisdiction_id = p.jurisdiction_id AND g.project_id = p.id), {none})),
        'findings', {json}(coalesce((
            SELECT {list}({object}('code', f.code) ORDER BY f.code)
            FROM finding f WHERE f.jurisdiction_id = p.jurisdiction_id AND f.project_id = p.id), {none}))
    )
    FROM place JOIN project p ON p.jurisdiction_id = place.id AND p.project_code = {text}
    LIMIT 1)))
