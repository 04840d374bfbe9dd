WITH place(id) AS (VALUES {places}),
part AS (
    SELECT d.provision, COUNT(*) AS many,
        SUM(CASE WHEN d.status = 'FULFILLED' AND d.last_on IS NOT NULL THEN 1 ELSE 0 END) AS in_time,
        SUM(CASE WHEN d.status IN ('FULFILLED_LATE', 'OVERDUE', 'BREACHED') THEN 1 ELSE 0 END) AS late,
        SUM(CASE WHEN d.status = 'UNDETERMINED' THEN 1 ELSE 0 END) AS unknown
    FROM (
        SELECT d.provision, d.last_on, {status d} AS status
        FROM place JOIN obligation d ON d.jurisdiction_id = place.id
        UNION ALL
        SELECT u.provision, NULL, {unstarted u}
        FROM place JOIN project p ON p.jurisdiction_id = place.id
        JOIN unstarted_obligation u ON u.jurisdiction_id = p.jurisdiction_id AND u.set_id = p.unstarted_set) d
    GROUP BY d.provision
)
SELECT {object}('obligationAggregate', {object}(
    'groupCount', (SELECT COUNT(*) FROM part),
    'groups', {json}(coalesce((
        SELECT {list}({object}('keys', {array}({object}('value', provision)), 'count', many,
            'onTime', {object}('inTime', in_time, 'late', late, 'unknown', unknown))
            ORDER BY {bytes provision}) FROM part), {none}))
))
