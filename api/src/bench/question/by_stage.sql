WITH place(id) AS (VALUES {places}),
part AS (
    SELECT j.region_code AS region, p.stage, COUNT(*) AS many, SUM(p.investment_fen) AS fen,
        COUNT(p.investment_fen) AS known
    FROM place
    JOIN jurisdiction j ON j.id = place.id
    JOIN project p ON p.jurisdiction_id = place.id
    GROUP BY j.region_code, p.stage
)
SELECT {object}('projectAggregate', {object}(
    'groupCount', (SELECT COUNT(*) FROM part),
    'total', {json}((SELECT {object}('count', coalesce(SUM(many), 0), 'investment', {object}(
        'total', {yuan coalesce(SUM(fen), 0)}, 'known', coalesce(SUM(known), 0),
        'unknown', coalesce(SUM(many - known), 0))) FROM part)),
    'groups', {json}(coalesce((
        SELECT {list}({object}('keys', {array}({object}('value', region), {object}('value', stage)),
            'count', many, 'investment', {object}('total', {yuan coalesce(fen, 0)}, 'known', known,
            'unknown', many - known)) ORDER BY {bytes region}, {bytes stage}) FROM part), {none}))
))
