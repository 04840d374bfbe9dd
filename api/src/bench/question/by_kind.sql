WITH place(id) AS (VALUES {places}),
part AS (
    SELECT upper(m.kind) AS kind, COUNT(*) AS many, COUNT(m.paid_on) AS known,
        SUM(CASE WHEN m.paid_on IS NOT NULL THEN m.amount_fen ELSE 0 END) AS paid,
        SUM(CASE WHEN m.paid_on IS NULL THEN m.amount_fen ELSE 0 END) AS requested
    FROM place JOIN payment m ON m.jurisdiction_id = place.id AND m.standing = 'current'
    GROUP BY m.kind
)
SELECT {object}('paymentAggregate', {object}(
    'groupCount', (SELECT COUNT(*) FROM part),
    'groups', {json}(coalesce((
        SELECT {list}({object}('keys', {array}({object}('value', kind)), 'count', many,
            'paid', {object}('total', {yuan paid}, 'known', known, 'unknown', many - known),
            'requested', {object}('total', {yuan requested})) ORDER BY {bytes kind}) FROM part), {none}))
))
