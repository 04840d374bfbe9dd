WITH place(id) AS (VALUES {places}),
part AS (
    SELECT substr(CAST(c.signed_on AS text), 1, 4) AS year, COUNT(*) AS many, SUM(c.amount_fen) AS fen,
        COUNT(c.amount_fen) AS known
    FROM place JOIN contract c ON c.jurisdiction_id = place.id
    GROUP BY 1
)
SELECT {object}('contractAggregate', {object}(
    'groupCount', (SELECT COUNT(*) FROM part),
    'groups', {json}(coalesce((
        SELECT {list}({object}('keys', {array}({object}('value', year)), 'count', many,
            'amount', {object}('total', {yuan coalesce(fen, 0)}, 'known', known, 'unknown', many - known))
            ORDER BY year NULLS LAST) FROM part), {none}))
))
