"""The same questions as the product's pages, asked by hand as well as they can be. What is in %()s is a parameter."""

INSIDE = """s.to_date IS NULL AND (
    s.visibility IN ('public', 'government') OR s.lead_agency_id = %(agency)s
    OR EXISTS (SELECT FROM projects_partnership p
               WHERE p.project_id = s.project_id AND p.agency_id = %(agency)s AND p.until IS NULL))"""
COUNTRY = "s.to_date IS NULL"

OF_AGENCY = " AND s.lead_agency_id = %(lead)s"
IN_STAGE = " AND s.stage_id = %(stage)s"
WITH_WORDS = " AND array_to_tsvector(string_to_array(s.words, ' ')) @@ %(words)s::tsquery"

COLUMNS = (
    """s.project_id, s.title_ar, a.name_ar, st.title_ar, s.stage_since, s.confidence, s.last_update_on, s.visibility"""
)
NAMED = """JOIN accounts_agency a ON a.id = s.lead_agency_id JOIN projects_stage st ON st.id = s.stage_id"""

# The page is found first, so that names are looked up for its rows alone.
LIST = f"""
SELECT {COLUMNS} FROM (
    SELECT s.* FROM projects_projectstate s WHERE {{scope}}{{filters}} ORDER BY {{order}} LIMIT 25
) s {NAMED} ORDER BY {{order}}"""  # noqa: S608 - only the parts above
TOTAL = "SELECT count(*) FROM projects_projectstate s WHERE {scope}{filters}"
LATEST_MOVE = "s.stage_since DESC, s.project_id DESC"
LATEST_UPDATE = "s.last_update_on DESC NULLS LAST, s.project_id DESC"

BOARD_COUNTS = f"SELECT s.stage_id, count(*) FROM projects_projectstate s WHERE {INSIDE} GROUP BY s.stage_id"  # noqa: S608 - only the parts above
BOARD_CARDS = f"""
SELECT {COLUMNS} FROM projects_stage st CROSS JOIN LATERAL (
    SELECT s.* FROM projects_projectstate s
    WHERE s.stage_id = st.id AND {INSIDE} ORDER BY {LATEST_MOVE} LIMIT 12
) s JOIN accounts_agency a ON a.id = s.lead_agency_id"""  # noqa: S608 - only the parts above

ROADMAP = LIST.replace(COLUMNS, f"{COLUMNS}, p.starts_on, p.ends_on, p.registered_on").replace(
    NAMED, f"{NAMED} JOIN projects_project p ON p.id = s.project_id"
)
ROADMAP_MILESTONES = """
SELECT m.project_id, m.title_ar, m.baseline_on, m.forecast_on, m.actual_on, m.precision FROM projects_milestone m
WHERE m.dropped_on IS NULL AND m.project_id IN (
    SELECT s.project_id FROM projects_projectstate s WHERE {scope}{filters} ORDER BY {order} LIMIT 25)"""
MATRIX = """
SELECT x.value, y.value, count(*), sum(m.budget) FROM projects_projectstate s
LEFT JOIN projects_ratingstate x ON x.project_id = s.project_id AND x.scale_id = %(across)s AND x.to_date IS NULL
LEFT JOIN projects_ratingstate y ON y.project_id = s.project_id AND y.scale_id = %(up)s AND y.to_date IS NULL
LEFT JOIN projects_moneystanding m ON m.project_id = s.project_id
WHERE s.to_date IS NULL GROUP BY 1, 2"""
BALANCE = "SELECT s.facet, s.stage_id, count(*) FROM projects_projectstate s WHERE s.to_date IS NULL GROUP BY 1, 2"
BALANCE_OBJECTIVES = """
SELECT l.objective_id, count(*) FROM projects_alignment l JOIN projects_projectstate s ON s.project_id = l.project_id
WHERE s.to_date IS NULL AND l.since <= %(today)s AND (l.until IS NULL OR l.until > %(today)s) GROUP BY 1"""


def worded(column: str, words: dict[str, str]) -> str:
    found = " ".join(f"WHEN '{code}' THEN '{word}'" for code, word in words.items())
    return f"CASE {column} {found} END"


FACETS = {
    "enhancement": "ابتكار تحسيني",
    "mission": "ابتكار موجَّه بمهمة",
    "adaptive": "ابتكار تكيّفي",
    "anticipatory": "ابتكار استباقي",
}
VISIBILITIES = {"public": "عامّ", "government": "حكومي", "agency": "الجهة نفسها"}
RATED = {"green": "على المسار", "amber": "معرّض للخطر", "red": "متعثّر"}
CONFIDENCES = {**RATED, "not_rated": "لم يُقيَّم بعد"}
# Of one agency the plans of its projects are looked up; of the whole country all plans are read at once.
PLANS_OF_SOME = """CROSS JOIN LATERAL (
    SELECT count(*) planned, min(coalesce(m.forecast_on, m.baseline_on)) FILTER (WHERE m.actual_on IS NULL) due
    FROM projects_milestone m WHERE m.project_id = s.project_id AND m.dropped_on IS NULL
) d"""
PLANS_OF_ALL = """LEFT JOIN (
    SELECT m.project_id, count(*) planned,
        min(coalesce(m.forecast_on, m.baseline_on)) FILTER (WHERE m.actual_on IS NULL) due
    FROM projects_milestone m WHERE m.dropped_on IS NULL GROUP BY m.project_id
) d ON d.project_id = s.project_id"""
# What a table that is taken out holds, cell by cell as the product writes it; with what the figures of each project
# speak for, by the thresholds that are set where nobody sets others.
TAKEN_OUT = f"""
WITH taken AS MATERIALIZED (
    SELECT s.project_id, s.title_ar, s.title_en, a.name_ar, st.title_ar stage, s.stage_id, s.stage_since, s.facet,
        s.visibility, s.confidence,
        CASE WHEN st.kind IN ('stopped', 'merged') THEN NULL
            WHEN d.due < %(today)s::date - 30 OR abs(c.off) * 100 > 15 * c.budget THEN 'red'
            WHEN d.due < %(today)s::date OR abs(c.off) * 100 > 5 * c.budget
                OR (p.source_name = '' AND coalesce(s.last_update_on, p.registered_on) < %(today)s::date - 60)
                THEN 'amber'
            WHEN d.planned > 0 OR c.budget > 0 OR s.last_update_on IS NOT NULL THEN 'green' END figures,
        s.last_update_on
    FROM projects_projectstate s {NAMED} JOIN projects_project p ON p.id = s.project_id
    LEFT JOIN (
        SELECT m.project_id, m.budget,
            CASE WHEN greatest(m.forecast, m.spend) > 0 THEN greatest(m.forecast, m.spend) - m.budget END off
        FROM projects_moneystanding m WHERE m.budget > 0
    ) c ON c.project_id = s.project_id
    {{plans}}
    WHERE {{scope}}{{filters}}
)
SELECT 'p-' || CASE WHEN s.project_id < 1000 THEN to_char(s.project_id, 'FM0000') ELSE s.project_id::text END,
    coalesce(nullif(s.title_ar, ''), s.title_en), s.name_ar, s.stage, s.stage_since,
    %(today)s::date - s.stage_since, {{half}}, {worded("s.facet", FACETS)}, {worded("s.visibility", VISIBILITIES)},
    {worded("s.confidence", CONFIDENCES)}, {worded("s.figures", RATED)},
    CASE WHEN s.confidence = 'not_rated' OR s.figures IS NULL OR s.figures = s.confidence THEN NULL
        WHEN s.figures = 'red' OR s.confidence = 'green' THEN 'أسوأ مما ذُكر' ELSE 'أفضل مما ذُكر' END,
    s.last_update_on
FROM taken s ORDER BY {LATEST_MOVE}"""  # noqa: S608 - only the parts above

PROJECT = """
SELECT p.id, p.title_en, p.title_ar, p.summary_en, p.summary_ar, a.name_ar, st.title_ar, p.stage_since, p.confidence,
    p.confidence_note, p.next_step, person.name_ar, p.starts_on, p.ends_on, p.visibility, p.last_update_on,
    (SELECT array_agg(b.name_ar) FROM projects_partnership l JOIN accounts_agency b ON b.id = l.agency_id
     WHERE l.project_id = p.id AND l.until IS NULL),
    (SELECT array_agg(o.title_ar) FROM projects_alignment l JOIN agenda_objective o ON o.id = l.objective_id
     WHERE l.project_id = p.id AND l.until IS NULL),
    (SELECT array_agg(m.title_ar || ' ' || m.forecast_on) FROM projects_milestone m WHERE m.project_id = p.id),
    EXISTS (SELECT FROM projects_follow f WHERE f.project_id = p.id AND f.person_id = %(person)s)
FROM projects_project p JOIN accounts_agency a ON a.id = p.lead_agency_id JOIN projects_stage st ON st.id = p.stage_id
LEFT JOIN accounts_person person ON person.id = p.lead_person_id
WHERE p.id = %(project)s AND (p.visibility IN ('public', 'government') OR p.lead_agency_id = %(agency)s)"""
PROJECT_UPDATES = """
SELECT u.happened_on, u.what_changed, u.confidence, u.confidence_note, u.next_step, w.name_ar
FROM projects_projectupdate u LEFT JOIN accounts_person w ON w.id = u.posted_by_id
WHERE u.project_id = %(project)s ORDER BY u.happened_on DESC, u.id DESC LIMIT %(updates)s"""
PROJECT_STEPS = """
SELECT t.happened_on, b.title_ar, st.title_ar, t.move, t.reason, w.name_ar
FROM projects_stagetransition t LEFT JOIN projects_stage b ON b.id = t.from_stage_id
JOIN projects_stage st ON st.id = t.to_stage_id LEFT JOIN accounts_person w ON w.id = t.recorded_by_id
WHERE t.project_id = %(project)s ORDER BY t.happened_on DESC, t.id DESC"""

# An update as it is saved: known when sent twice, the row held, the fact, the day, the trail, the notices.
UPDATE = (
    """INSERT INTO records_submission (key, person_id, answer, at) VALUES (gen_random_uuid(), %(person)s, '', now())""",
    """SELECT id, version FROM projects_project WHERE id = %(project)s FOR UPDATE""",
    """INSERT INTO projects_projectupdate (version, project_id, what_changed, confidence, confidence_note, next_step,
        happened_on, posted_at, posted_by_id, source_name, source_key)
    VALUES (1, %(project)s, %(what)s, 'amber', %(note)s, %(next)s, %(today)s, now(), %(person)s, '', '')""",
    """UPDATE projects_project SET confidence = 'amber', confidence_note = %(note)s, next_step = %(next)s,
        last_update_on = %(today)s WHERE id = %(project)s""",
    """UPDATE projects_projectstate SET confidence = 'amber', last_update_on = %(today)s
    WHERE project_id = %(project)s AND to_date IS NULL""",
    """INSERT INTO records_auditevent (at, actor_id, action, target_type, target_id, agency_id, door, request, count,
        before, after)
    VALUES (now(), %(person)s, 'bench.update', 'projects.projectupdate', '1', %(agency)s, 'page', '', 1,
        '{"confidence": "green"}', '{"confidence": "amber"}')""",
    """INSERT INTO records_notification (person_id, kind, facts, path, at, mail_attempts)
    SELECT f.person_id, 'projects.updated', '{}', '/', now(), 0 FROM projects_follow f
    WHERE f.project_id = %(project)s AND f.person_id <> %(person)s""",
)

# Agency by course, over the roll-up of days.
TRAINING_MATRIX = """
SELECT c.agency_id, c.course_id, c.nominated, c.attended, d.completed, d.valid, d.expiring, d.required, d.fulfilled
FROM training_cell c LEFT JOIN (
    SELECT cell_id, sum(people) FILTER (WHERE what = 'valid') completed,
        sum(people) FILTER (WHERE what = 'valid' AND day >= %(today)s) valid,
        sum(people) FILTER (WHERE what = 'valid' AND day BETWEEN %(today)s AND %(today)s::date + 90) expiring,
        sum(people) FILTER (WHERE what = 'required' AND day >= %(today)s) required,
        sum(people) FILTER (WHERE what = 'fulfilled' AND day >= %(today)s) fulfilled
    FROM training_cellday WHERE what <> 'completed' GROUP BY cell_id
) d ON d.cell_id = c.id"""
TRAINING_MONTHS = """
SELECT day, sum(people) FROM training_cellday
WHERE what = 'completed' AND day BETWEEN date_trunc('month', %(today)s::date - interval '11 months') AND %(today)s
GROUP BY 1"""
TRAINING_AGENCIES = "SELECT id, code, name_ar FROM accounts_agency"
TRAINING_COURSES = "SELECT id, code, title_ar FROM training_course"
TRAINING_EFFECT = (
    "SELECT count(*), avg(liked), avg(useful) FROM training_feedback",
    """SELECT count(*), count(answered_at), count(*) FILTER (WHERE use IN ('often', 'once')), count(helped), avg(helped)
    FROM training_followup""",
    "SELECT count(*) FROM (SELECT DISTINCT person_id FROM training_completion WHERE NOT is_void) trained",
)
TRAINING_CATALOGUE = (
    """SELECT id, code, title_ar, summary_ar, level, minutes FROM training_course
    WHERE is_offered ORDER BY title_ar LIMIT 30""",
    "SELECT count(*) FROM training_course WHERE is_offered",
)

PROGRESS_CELLS = """
SELECT s.lead_agency_id, s.stage_id, s.confidence, count(*),
    count(*) FILTER (WHERE st.kind = 'on_path' AND s.stage_since < %(today)s::date - st.usual_days)
FROM projects_projectstate s JOIN projects_stage st ON st.id = s.stage_id
WHERE s.to_date IS NULL GROUP BY 1, 2, 3"""
PROGRESS_MOVED = """
SELECT p.lead_agency_id, count(DISTINCT t.project_id) FILTER (WHERE t.move IN ('forward', 'skipped')),
    count(DISTINCT t.project_id) FILTER (WHERE t.move = 'returned')
FROM projects_stagetransition t JOIN projects_project p ON p.id = t.project_id
WHERE t.happened_on >= %(quarter)s AND t.happened_on <= %(today)s AND t.move IN ('forward', 'skipped', 'returned')
GROUP BY 1"""
# With why each waits, of those that are named alone.
PROGRESS_STILL = """
SELECT w.project_id, w.title_ar, a.name_ar, w.stage_since, u.confidence_note, g.code, g.asked_at FROM (
    SELECT s.* FROM projects_stage st CROSS JOIN LATERAL (
        SELECT * FROM projects_projectstate s WHERE s.to_date IS NULL AND s.stage_id = st.id
            AND s.stage_since < %(today)s::date - st.usual_days ORDER BY s.stage_since, s.project_id LIMIT 8
    ) s WHERE st.kind = 'on_path' ORDER BY s.stage_since, s.project_id LIMIT 8
) w JOIN accounts_agency a ON a.id = w.lead_agency_id
LEFT JOIN LATERAL (
    SELECT u.confidence_note FROM projects_projectupdate u WHERE u.project_id = w.project_id
        AND u.happened_on <= %(today)s ORDER BY u.happened_on DESC, u.id DESC LIMIT 1
) u ON true
LEFT JOIN LATERAL (
    SELECT g.code, r.asked_at FROM projects_gaterequest r JOIN projects_gate g ON g.id = r.gate_id
    WHERE r.project_id = w.project_id AND r.status <> 'withdrawn'
        AND NOT EXISTS (SELECT FROM projects_gatedecision d WHERE d.request_id = r.id)
    ORDER BY r.asked_at DESC LIMIT 1
) g ON true
ORDER BY w.stage_since, w.project_id"""
PROGRESS_HELD = """
SELECT w.project_id, w.title_ar, a.name_ar, w.stage_since, p.look_again_on, t.reason FROM (
    SELECT * FROM projects_projectstate s
    WHERE s.to_date IS NULL AND s.stage_id = (SELECT id FROM projects_stage WHERE kind = 'hold' LIMIT 1)
    ORDER BY s.stage_since, s.project_id LIMIT 8
) w JOIN accounts_agency a ON a.id = w.lead_agency_id JOIN projects_project p ON p.id = w.project_id
LEFT JOIN LATERAL (
    SELECT t.reason FROM projects_stagetransition t WHERE t.project_id = w.project_id AND t.move = 'held'
        AND t.happened_on <= %(today)s ORDER BY t.happened_on DESC, t.id DESC LIMIT 1
) t ON true
ORDER BY w.stage_since, w.project_id"""
PROGRESS_LATEST = """
SELECT s.project_id, s.title_ar, t.move, t.happened_on FROM (
    SELECT * FROM projects_stagetransition WHERE happened_on >= %(quarter)s AND happened_on <= %(today)s
        AND move IN ('forward', 'skipped', 'returned', 'held', 'resumed', 'stopped', 'merged')
    ORDER BY happened_on DESC, id DESC LIMIT 8
) t JOIN projects_projectstate s ON s.project_id = t.project_id AND s.to_date IS NULL"""
PROGRESS_AGENDA = """
SELECT o.id, o.title_ar, count(l.id) FROM agenda_objective o LEFT JOIN projects_alignment l
    ON l.objective_id = o.id AND l.since <= %(today)s AND (l.until IS NULL OR l.until > %(today)s)
GROUP BY o.id"""
PROGRESS_GIVEN = """
SELECT i.title_ar, i.unit_ar, CASE WHEN i.aggregation = 'latest' THEN s.latest WHEN i.aggregation = 'mean'
    THEN s.total / s.periods ELSE s.total END / 10000
FROM (
    SELECT indicator_id, count(*) AS benefits, sum(total) AS total, sum(latest) AS latest, sum(periods) AS periods
    FROM benefits_ledgersum WHERE kind = 'verified' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 6
) s JOIN measures_indicator i ON i.id = s.indicator_id ORDER BY s.benefits DESC, i.id"""
# Who of ours can do this: people by skill, and those who hold anything; of those required how many have it.
PROGRESS_ABILITIES = """
WITH bit AS (
    SELECT id, code, title_ar, "order", 1::bigint << (row_number() OVER (ORDER BY "order", code) - 1)::int mask
    FROM training_competency
), able AS MATERIALIZED (
    SELECT h.skills, count(*) people FROM (
        SELECT h.person_id, coalesce(bit_or(b.mask), 0) skills FROM training_completion h
        LEFT JOIN training_course_competencies kc ON kc.course_id = h.course_id
        LEFT JOIN bit b ON b.id = kc.competency_id
        WHERE NOT h.is_void AND (h.expires_on IS NULL OR h.expires_on >= %(today)s) GROUP BY 1
    ) h
    JOIN training_learner l ON l.person_id = h.person_id AND l.agency_id IS NOT NULL
    WHERE h.person_id NOT IN (SELECT id FROM accounts_person WHERE NOT is_active) GROUP BY 1
), told AS (
    SELECT b.code, b.title_ar, sum(a.people)::int people, b."order" FROM bit b JOIN able a ON a.skills & b.mask <> 0
    GROUP BY b.code, b.title_ar, b."order"
    UNION ALL SELECT NULL, NULL, sum(people)::int, NULL FROM able
)
SELECT code, title_ar, people FROM told ORDER BY "order", code"""
PROGRESS_REQUIRED = """
SELECT coalesce(sum(people) FILTER (WHERE what = 'required'), 0),
    coalesce(sum(people) FILTER (WHERE what = 'fulfilled'), 0)
FROM training_cellday WHERE what IN ('required', 'fulfilled') AND day >= %(today)s"""
PROGRESS_NAMES = "SELECT id, code, name_ar FROM accounts_agency"

# Who has reported: each report of a quarter with what is told of it.
REPORTED = """
SELECT a.code, a.name_ar,
    CASE WHEN r.excused_because <> '' OR (a.closed_on <= q.last_day AND o.is_unsigned) THEN 'excused' ELSE r.status END,
    r.nil_because <> '', r.extended_until IS NOT NULL AND o.is_unsigned,
    o.is_unsigned AND r.accepted_id IS NULL AND coalesce(r.extended_until, q.due_on) < %(today)s,
    coalesce(r.extended_until, q.due_on), r.revision
FROM reports_agencyreport r JOIN reports_reportingquarter q ON q.id = r.quarter_id
JOIN accounts_agency a ON a.id = r.agency_id
CROSS JOIN LATERAL (SELECT r.status IN ('expected', 'draft', 'returned', 'submitted') AS is_unsigned) o
WHERE r.quarter_id = %(reporting)s ORDER BY a.code"""
# What a signed report says, rolled up from the records as they are: where the agency's projects stood at the quarter's
# end, what they moved, and the words of each one's last update.
ROLLED_UP = """
SELECT s.project_id, s.title_ar, st.title_ar, s.stage_since, s.confidence, m.moves, u.what_changed, u.confidence_note,
    u.next_step
FROM projects_projectstate s JOIN projects_stage st ON st.id = s.stage_id
JOIN reports_reportingquarter q ON q.id = %(reporting)s
LEFT JOIN LATERAL (
    SELECT array_agg(t.happened_on || ' ' || t.move || ' ' || b.title_ar ORDER BY t.happened_on, t.id) moves
    FROM projects_stagetransition t JOIN projects_stage b ON b.id = t.to_stage_id
    WHERE t.project_id = s.project_id AND t.happened_on BETWEEN q.first_day AND q.last_day
) m ON true
LEFT JOIN LATERAL (
    SELECT u.what_changed, u.confidence_note, u.next_step FROM projects_projectupdate u
    WHERE u.project_id = s.project_id AND u.happened_on BETWEEN q.first_day AND q.last_day
    ORDER BY u.happened_on DESC, u.id DESC LIMIT 1
) u ON true
WHERE s.lead_agency_id = %(lead)s AND s.from_date <= q.last_day AND (s.to_date IS NULL OR s.to_date > q.last_day)
    AND NOT (st.kind IN ('stopped', 'merged') AND s.stage_since < q.first_day)
ORDER BY s.project_id DESC LIMIT 50"""
ROLLED_UP_RATINGS = """
SELECT s.confidence, count(*) FROM projects_projectstate s JOIN reports_reportingquarter q ON q.id = %(reporting)s
WHERE s.lead_agency_id = %(lead)s AND s.from_date <= q.last_day AND (s.to_date IS NULL OR s.to_date > q.last_day)
GROUP BY 1"""
ROLLED_UP_WAY = """
SELECT t.step, t.at, p.name_ar FROM reports_reportstep t JOIN reports_agencyreport r ON r.id = t.report_id
JOIN accounts_person p ON p.id = t.by_id
WHERE r.quarter_id = %(reporting)s AND r.agency_id = %(lead)s ORDER BY t.id DESC"""
