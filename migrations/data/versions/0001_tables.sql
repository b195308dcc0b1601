CREATE TABLE acceptance (
	user_id UUID NOT NULL, 
	id UUID NOT NULL, 
	policy_version TEXT NOT NULL, 
	language TEXT NOT NULL, 
	act TEXT NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (user_id, id)
);

CREATE TABLE alarm (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	kind TEXT NOT NULL, 
	actor_kind TEXT NOT NULL, 
	actor_id UUID NOT NULL, 
	act TEXT NOT NULL, 
	subject_id UUID NOT NULL, 
	count INTEGER NOT NULL, 
	day DATE NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	mailed_at TIMESTAMP WITH TIME ZONE, 
	seen_at TIMESTAMP WITH TIME ZONE, 
	seen_by UUID, 
	PRIMARY KEY (organisation_id, id)
);

CREATE UNIQUE INDEX alarm_once_a_day ON alarm (organisation_id, kind, actor_id, subject_id, day);

CREATE TABLE api_key (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	name TEXT NOT NULL, 
	shown TEXT NOT NULL, 
	key_hash BYTEA NOT NULL, 
	scopes TEXT[] NOT NULL, 
	created_by UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	used_at TIMESTAMP WITH TIME ZONE, 
	revoked_at TIMESTAMP WITH TIME ZONE, 
	PRIMARY KEY (organisation_id, id)
);

CREATE TABLE attribute (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	name TEXT NOT NULL, 
	storage TEXT NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id, id)
);

CREATE UNIQUE INDEX attribute_by_name ON attribute (organisation_id, name);

CREATE TABLE attribute_value (
	organisation_id UUID NOT NULL, 
	contact_id UUID NOT NULL, 
	attribute_id UUID NOT NULL, 
	value_sealed BYTEA, 
	value_index BYTEA, 
	open_text TEXT, 
	open_number NUMERIC, 
	PRIMARY KEY (organisation_id, contact_id, attribute_id)
);

CREATE INDEX attribute_value_open ON attribute_value (organisation_id, attribute_id, open_text);

CREATE TABLE audit (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	actor_kind TEXT NOT NULL, 
	actor_id UUID NOT NULL, 
	act TEXT NOT NULL, 
	subject_kind TEXT NOT NULL, 
	subject_id UUID NOT NULL, 
	reason TEXT, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	xid xid8 DEFAULT pg_current_xact_id() NOT NULL, 
	PRIMARY KEY (organisation_id, id)
)
 PARTITION BY range (id);

CREATE INDEX audit_in_order ON audit (organisation_id, xid, id);

CREATE INDEX audit_of_actor ON audit (organisation_id, actor_id, id);

CREATE INDEX audit_of_subject ON audit (organisation_id, subject_id, id);

CREATE TABLE audit_drop (
	organisation_id UUID NOT NULL, 
	from_id UUID NOT NULL, 
	upto_id UUID NOT NULL, 
	count BIGINT NOT NULL, 
	before_no BIGINT NOT NULL, 
	before_head BYTEA NOT NULL, 
	after_no BIGINT NOT NULL, 
	after_head BYTEA NOT NULL, 
	signature BYTEA NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id, upto_id)
);

CREATE TABLE audit_head (
	organisation_id UUID NOT NULL, 
	day DATE NOT NULL, 
	no BIGINT NOT NULL, 
	head BYTEA NOT NULL, 
	signature BYTEA NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id, day)
);

CREATE TABLE audit_segment (
	organisation_id UUID NOT NULL, 
	no BIGINT NOT NULL, 
	after_xid xid8 NOT NULL, 
	after_id UUID NOT NULL, 
	upto_xid xid8 NOT NULL, 
	upto_id UUID NOT NULL, 
	row_ids BYTEA NOT NULL, 
	leaves BYTEA NOT NULL, 
	previous BYTEA NOT NULL, 
	head BYTEA NOT NULL, 
	closed_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id, no)
);

CREATE TABLE budget (
	organisation_id UUID NOT NULL, 
	portfolio_id UUID NOT NULL, 
	taken INTEGER DEFAULT '0' NOT NULL, 
	empty_until TIMESTAMP WITH TIME ZONE, 
	free_at TIMESTAMP WITH TIME ZONE, 
	PRIMARY KEY (organisation_id, portfolio_id)
)
 WITH (fillfactor = 50);

CREATE TABLE budget_block (
	organisation_id UUID NOT NULL, 
	portfolio_id UUID NOT NULL, 
	number_id UUID NOT NULL, 
	places INTEGER NOT NULL, 
	until TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id, portfolio_id, number_id)
)
 WITH (fillfactor = 50);

CREATE TABLE budget_person (
	organisation_id UUID NOT NULL, 
	portfolio_id UUID NOT NULL, 
	contact_id UUID NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id, portfolio_id, contact_id)
);

CREATE INDEX budget_person_by_age ON budget_person (organisation_id, portfolio_id, at);

CREATE TABLE campaign (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	name_sealed BYTEA NOT NULL, 
	number_id UUID NOT NULL, 
	template_id UUID NOT NULL, 
	template_version_id UUID NOT NULL, 
	segment_id UUID NOT NULL, 
	purpose TEXT NOT NULL, 
	mapping JSONB NOT NULL, 
	state TEXT NOT NULL, 
	due_at TIMESTAMP WITH TIME ZONE, 
	after_id UUID NOT NULL, 
	expanded INTEGER NOT NULL, 
	author_id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	started_at TIMESTAMP WITH TIME ZONE, 
	ended_at TIMESTAMP WITH TIME ZONE, 
	stages BOOLEAN, 
	audience INTEGER, 
	stage INTEGER, 
	observed_until TIMESTAMP WITH TIME ZONE, 
	counted_at TIMESTAMP WITH TIME ZONE, 
	count_due TIMESTAMP WITH TIME ZONE, 
	tally JSONB, 
	known JSONB, 
	paused_for TEXT, 
	PRIMARY KEY (organisation_id, id)
);

CREATE INDEX campaign_by_time ON campaign (organisation_id, created_at);

CREATE INDEX campaign_on_number ON campaign (organisation_id, number_id, ended_at) WHERE started_at is not null;

CREATE INDEX campaign_sending ON campaign (organisation_id, id) WHERE state in ('running', 'expanded');

CREATE TABLE chunk (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	number_id UUID NOT NULL, 
	priority INTEGER NOT NULL, 
	due_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	origin_kind TEXT NOT NULL, 
	origin_id UUID NOT NULL, 
	template_version_id UUID, 
	state TEXT NOT NULL, 
	size INTEGER NOT NULL, 
	after_id UUID NOT NULL, 
	attempt INTEGER DEFAULT '1' NOT NULL, 
	waits_for TEXT, 
	PRIMARY KEY (organisation_id, id)
)
 WITH (fillfactor = 50);

CREATE INDEX chunk_of_origin ON chunk (organisation_id, origin_id);

CREATE INDEX chunk_ready ON chunk (organisation_id, number_id, priority, due_at, id) WHERE state = 'ready';

CREATE TABLE closure (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	kind TEXT NOT NULL, 
	user_id UUID NOT NULL, 
	state TEXT NOT NULL, 
	asked_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	due_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	ended_at TIMESTAMP WITH TIME ZONE, 
	PRIMARY KEY (organisation_id, id)
);

CREATE INDEX closure_of_user ON closure (user_id);

CREATE TABLE consent (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	contact_id UUID NOT NULL, 
	purpose TEXT NOT NULL, 
	act TEXT NOT NULL, 
	method TEXT NOT NULL, 
	source_sealed BYTEA, 
	wording_id UUID, 
	actor_kind TEXT NOT NULL, 
	actor_id UUID NOT NULL, 
	origin_id UUID, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	ends_at TIMESTAMP WITH TIME ZONE, 
	PRIMARY KEY (organisation_id, id)
);

CREATE INDEX consent_of_contact ON consent (organisation_id, contact_id, id);

CREATE TABLE consent_live (
	organisation_id UUID NOT NULL, 
	contact_id UUID NOT NULL, 
	purpose TEXT NOT NULL, 
	consent_id UUID NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	ends_at TIMESTAMP WITH TIME ZONE, 
	PRIMARY KEY (organisation_id, contact_id, purpose)
);

CREATE TABLE consent_receipt (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	contact_id UUID NOT NULL, 
	consent_ids UUID[] NOT NULL, 
	body_sealed BYTEA NOT NULL, 
	token_sealed BYTEA NOT NULL, 
	signature BYTEA NOT NULL, 
	key_id TEXT NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id, id)
);

CREATE INDEX consent_receipt_of_contact ON consent_receipt (organisation_id, contact_id, id);

CREATE TABLE consent_term (
	organisation_id UUID NOT NULL, 
	purpose TEXT NOT NULL, 
	days INTEGER NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id, purpose), 
	CONSTRAINT consent_term_in_bounds CHECK (days between 1 and 3650)
);

CREATE TABLE contact (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	name_sealed BYTEA, 
	tokens INTEGER[] NOT NULL, 
	market TEXT NOT NULL, 
	language TEXT NOT NULL, 
	row_digest BYTEA, 
	import_id UUID, 
	last_activity TIMESTAMP WITH TIME ZONE NOT NULL, 
	fenced_at TIMESTAMP WITH TIME ZONE, 
	restricted_at TIMESTAMP WITH TIME ZONE, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id, id)
);

CREATE INDEX contact_by_activity ON contact (organisation_id, last_activity desc, id desc);

CREATE INDEX contact_by_token ON contact USING gin (tokens);

CREATE TABLE contact_import (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	state TEXT NOT NULL, 
	mapping JSONB NOT NULL, 
	tag_ids UUID[] NOT NULL, 
	consent JSONB, 
	author_id UUID NOT NULL, 
	pieces INTEGER NOT NULL, 
	piece_done INTEGER NOT NULL, 
	rest_sealed BYTEA, 
	rows_done INTEGER NOT NULL, 
	created INTEGER NOT NULL, 
	updated INTEGER NOT NULL, 
	unchanged INTEGER NOT NULL, 
	refused INTEGER NOT NULL, 
	problem TEXT, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	ended_at TIMESTAMP WITH TIME ZONE, 
	undo_stage TEXT, 
	undo_after UUID, 
	undo_actor_id UUID, 
	undone_contacts INTEGER DEFAULT '0' NOT NULL, 
	undone_consents INTEGER DEFAULT '0' NOT NULL, 
	undone_tags INTEGER DEFAULT '0' NOT NULL, 
	undo_kept INTEGER DEFAULT '0' NOT NULL, 
	PRIMARY KEY (organisation_id, id)
);

CREATE TABLE contact_tag (
	organisation_id UUID NOT NULL, 
	tag_id UUID NOT NULL, 
	contact_id UUID NOT NULL, 
	import_id UUID, 
	PRIMARY KEY (organisation_id, tag_id, contact_id)
);

CREATE INDEX contact_tag_of_contact ON contact_tag (organisation_id, contact_id);

CREATE TABLE conversation (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	contact_id UUID NOT NULL, 
	number_id UUID NOT NULL, 
	state TEXT NOT NULL, 
	assignee_id UUID, 
	attention TEXT, 
	last_message_id UUID NOT NULL, 
	read_up_to UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id, id)
);

CREATE INDEX conversation_by_state ON conversation (organisation_id, state, last_message_id desc);

CREATE INDEX conversation_newest ON conversation (organisation_id, last_message_id desc);

CREATE UNIQUE INDEX conversation_of ON conversation (organisation_id, number_id, contact_id);

CREATE INDEX conversation_of_contact ON conversation (organisation_id, contact_id);

CREATE INDEX conversation_of_member ON conversation (organisation_id, assignee_id, state, last_message_id desc) WHERE assignee_id is not null;

CREATE INDEX conversation_of_nobody ON conversation (organisation_id, last_message_id desc) WHERE assignee_id is null and state = 'open';

CREATE INDEX conversation_unread ON conversation (organisation_id, last_message_id desc) WHERE last_message_id > read_up_to and state = 'open';

CREATE TABLE desk_door (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	contact_id UUID, 
	flow_hash BYTEA NOT NULL, 
	code_hash BYTEA NOT NULL, 
	code_sealed BYTEA, 
	tries INTEGER DEFAULT '0' NOT NULL, 
	ends_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	session_hash BYTEA, 
	session_ends_at TIMESTAMP WITH TIME ZONE, 
	PRIMARY KEY (organisation_id, id)
);

CREATE INDEX desk_door_of_flow ON desk_door (organisation_id, flow_hash);

CREATE INDEX desk_door_of_session ON desk_door (organisation_id, session_hash);

CREATE TABLE disclosure (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	processor TEXT NOT NULL, 
	purpose TEXT NOT NULL, 
	categories TEXT[] NOT NULL, 
	subject_kind TEXT NOT NULL, 
	subject_id UUID NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id, id)
);

CREATE INDEX disclosure_of_subject ON disclosure (organisation_id, subject_id, id);

CREATE TABLE doubt (
	organisation_id UUID NOT NULL, 
	contact_id UUID NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	ended_at TIMESTAMP WITH TIME ZONE, 
	PRIMARY KEY (organisation_id, contact_id, at)
);

CREATE UNIQUE INDEX doubt_open ON doubt (organisation_id, contact_id) WHERE ended_at is null;

CREATE TABLE draft (
	organisation_id UUID NOT NULL, 
	conversation_id UUID NOT NULL, 
	user_id UUID NOT NULL, 
	contact_id UUID NOT NULL, 
	text_sealed BYTEA NOT NULL, 
	note BOOLEAN NOT NULL, 
	changed_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id, conversation_id, user_id)
);

CREATE INDEX draft_of_contact ON draft (organisation_id, contact_id);

CREATE TABLE event (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	kind TEXT NOT NULL, 
	subject_id UUID NOT NULL, 
	xid xid8 DEFAULT pg_current_xact_id() NOT NULL, 
	PRIMARY KEY (organisation_id, id)
)
 PARTITION BY range (id);

CREATE INDEX event_in_order ON event (xid, id);

CREATE TABLE event_cursor (
	handler TEXT NOT NULL, 
	xid xid8 NOT NULL, 
	id UUID NOT NULL, 
	PRIMARY KEY (handler)
);

CREATE TABLE event_failure (
	handler TEXT NOT NULL, 
	event_id UUID NOT NULL, 
	organisation_id UUID NOT NULL, 
	kind TEXT NOT NULL, 
	subject_id UUID NOT NULL, 
	tries INTEGER NOT NULL, 
	error TEXT NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (handler, event_id)
);

CREATE TABLE event_mark (
	organisation_id UUID NOT NULL, 
	handler TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	xid xid8 NOT NULL, 
	id UUID NOT NULL, 
	PRIMARY KEY (organisation_id, handler, kind)
)
 WITH (fillfactor = 50);

CREATE TABLE halt (
	name TEXT NOT NULL, 
	since TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (name)
);

CREATE TABLE hold (
	organisation_id UUID NOT NULL, 
	kind TEXT NOT NULL, 
	subject_id UUID NOT NULL, 
	author_id UUID NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id, kind, subject_id)
);

CREATE TABLE honey (
	organisation_id UUID NOT NULL, 
	contact_id UUID NOT NULL, 
	author_id UUID NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id, contact_id)
);

CREATE TABLE idempotency_key (
	organisation_id UUID NOT NULL, 
	key_hash BYTEA NOT NULL, 
	digest BYTEA NOT NULL, 
	status INTEGER NOT NULL, 
	answer_sealed BYTEA NOT NULL, 
	id UUID NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id, key_hash)
);

CREATE INDEX idempotency_key_by_age ON idempotency_key (at);

CREATE TABLE identity (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	contact_id UUID NOT NULL, 
	kind TEXT NOT NULL, 
	portfolio_id UUID NOT NULL, 
	value_index BYTEA NOT NULL, 
	value_sealed BYTEA NOT NULL, 
	last4 INTEGER, 
	valid_from TIMESTAMP WITH TIME ZONE NOT NULL, 
	valid_to TIMESTAMP WITH TIME ZONE, 
	PRIMARY KEY (organisation_id, id)
);

CREATE INDEX identity_by_last4 ON identity (organisation_id, last4) WHERE valid_to is null and last4 is not null;

CREATE UNIQUE INDEX identity_live ON identity (organisation_id, kind, portfolio_id, value_index) WHERE valid_to is null;

CREATE INDEX identity_of_contact ON identity (organisation_id, contact_id);

CREATE TABLE import_error (
	organisation_id UUID NOT NULL, 
	import_id UUID NOT NULL, 
	row_no INTEGER NOT NULL, 
	code TEXT NOT NULL, 
	row_sealed BYTEA NOT NULL, 
	PRIMARY KEY (organisation_id, import_id, row_no)
);

CREATE TABLE import_piece (
	organisation_id UUID NOT NULL, 
	import_id UUID NOT NULL, 
	no INTEGER NOT NULL, 
	piece_sealed BYTEA NOT NULL, 
	PRIMARY KEY (organisation_id, import_id, no)
);

CREATE TABLE inbound_seen (
	organisation_id UUID NOT NULL, 
	wamid_index BIGINT NOT NULL, 
	message_id UUID NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id, wamid_index)
);

CREATE TABLE intake_block (
	id UUID NOT NULL, 
	kind INTEGER NOT NULL, 
	count INTEGER NOT NULL, 
	hour_id UUID NOT NULL, 
	block_sealed BYTEA NOT NULL, 
	handed_at TIMESTAMP WITH TIME ZONE, 
	PRIMARY KEY (id)
)
 PARTITION BY range (id);

CREATE INDEX intake_block_waiting ON intake_block (kind, id) WHERE handed_at is null;

CREATE TABLE invitation (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	email_sealed BYTEA NOT NULL, 
	role TEXT NOT NULL, 
	token_hash BYTEA NOT NULL, 
	invited_by UUID NOT NULL, 
	ends_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	used_at TIMESTAMP WITH TIME ZONE, 
	PRIMARY KEY (organisation_id, id)
);

CREATE TABLE join_choice (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	page_id UUID NOT NULL, 
	version INTEGER NOT NULL, 
	code_hash BYTEA NOT NULL, 
	purposes TEXT[] NOT NULL, 
	language TEXT NOT NULL, 
	ends_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	used_at TIMESTAMP WITH TIME ZONE, 
	PRIMARY KEY (organisation_id, id)
);

CREATE UNIQUE INDEX join_choice_by_code ON join_choice (organisation_id, code_hash);

CREATE INDEX join_choice_by_end ON join_choice (organisation_id, ends_at);

CREATE TABLE join_page (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	number_id UUID NOT NULL, 
	slug TEXT NOT NULL, 
	keyword TEXT NOT NULL, 
	folded TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	closed_at TIMESTAMP WITH TIME ZONE, 
	PRIMARY KEY (organisation_id, id)
);

CREATE UNIQUE INDEX join_page_by_keyword ON join_page (organisation_id, folded) WHERE closed_at is null;

CREATE TABLE join_version (
	organisation_id UUID NOT NULL, 
	page_id UUID NOT NULL, 
	version INTEGER NOT NULL, 
	id UUID NOT NULL, 
	words_sealed BYTEA NOT NULL, 
	author_id UUID NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id, page_id, version)
);

CREATE TABLE lane (
	organisation_id UUID NOT NULL, 
	number_id UUID NOT NULL, 
	holder UUID, 
	fence BIGINT DEFAULT '0' NOT NULL, 
	until TIMESTAMP WITH TIME ZONE, 
	held_until TIMESTAMP WITH TIME ZONE, 
	let_go_at TIMESTAMP WITH TIME ZONE, 
	trouble INTEGER DEFAULT '0' NOT NULL, 
	mark BIGINT DEFAULT '0' NOT NULL, 
	PRIMARY KEY (organisation_id, number_id)
)
 WITH (fillfactor = 50);

CREATE TABLE late (
	organisation_id UUID NOT NULL, 
	"of" TEXT NOT NULL, 
	id UUID NOT NULL, 
	PRIMARY KEY (organisation_id, "of", id)
);

CREATE TABLE ledger_mark (
	organisation_id UUID NOT NULL, 
	number BIGINT NOT NULL, 
	PRIMARY KEY (organisation_id)
);

CREATE TABLE legal_hold (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	contact_id UUID, 
	classes TEXT[] NOT NULL, 
	reason TEXT NOT NULL, 
	source TEXT NOT NULL, 
	made_by UUID NOT NULL, 
	made_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	ends_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	released_by UUID, 
	released_at TIMESTAMP WITH TIME ZONE, 
	PRIMARY KEY (organisation_id, id), 
	CONSTRAINT legal_hold_ends CHECK (ends_at > made_at)
);

CREATE INDEX legal_hold_of_contact ON legal_hold (organisation_id, contact_id);

CREATE TABLE mail_out (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	kind TEXT NOT NULL, 
	user_id UUID, 
	to_sealed BYTEA NOT NULL, 
	text_sealed BYTEA NOT NULL, 
	due_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	tries INTEGER DEFAULT '0' NOT NULL, 
	claimed_at TIMESTAMP WITH TIME ZONE, 
	sent_at TIMESTAMP WITH TIME ZONE, 
	failed TEXT, 
	PRIMARY KEY (organisation_id, id)
);

CREATE TABLE media_file (
	organisation_id UUID NOT NULL, 
	message_id UUID NOT NULL, 
	contact_id UUID NOT NULL, 
	number_id UUID NOT NULL, 
	state TEXT NOT NULL, 
	due_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	claimed_at TIMESTAMP WITH TIME ZONE, 
	tries INTEGER DEFAULT '0' NOT NULL, 
	mime_type TEXT, 
	size BIGINT, 
	problem TEXT, 
	PRIMARY KEY (organisation_id, message_id)
);

CREATE INDEX media_file_of_contact ON media_file (organisation_id, contact_id);

CREATE INDEX media_file_waiting ON media_file (due_at) WHERE state = 'waiting';

CREATE TABLE media_piece (
	organisation_id UUID NOT NULL, 
	message_id UUID NOT NULL, 
	no INTEGER NOT NULL, 
	contact_id UUID NOT NULL, 
	piece_sealed BYTEA NOT NULL, 
	PRIMARY KEY (organisation_id, message_id, no)
);

CREATE INDEX media_piece_of_contact ON media_piece (organisation_id, contact_id);

CREATE TABLE membership (
	organisation_id UUID NOT NULL, 
	user_id UUID NOT NULL, 
	role TEXT NOT NULL, 
	name_sealed BYTEA, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id, user_id)
);

CREATE INDEX membership_of_user ON membership (user_id);

CREATE TABLE merge_proposal (
	organisation_id UUID NOT NULL, 
	contact_id UUID NOT NULL, 
	other_id UUID NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	dismissed_at TIMESTAMP WITH TIME ZONE, 
	PRIMARY KEY (organisation_id, contact_id, other_id)
);

CREATE INDEX merge_proposal_of_other ON merge_proposal (organisation_id, other_id);

CREATE TABLE message (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	contact_id UUID NOT NULL, 
	number_id UUID NOT NULL, 
	direction TEXT NOT NULL, 
	purpose TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	consent_id UUID, 
	origin_kind TEXT NOT NULL, 
	origin_id UUID NOT NULL, 
	template_version_id UUID, 
	fence BIGINT NOT NULL, 
	content_sealed BYTEA, 
	wamid_sealed BYTEA, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id, id), 
	CONSTRAINT message_needs_consent CHECK (purpose = 'service' or direction = 'in' or consent_id is not null)
)
 PARTITION BY range (id);

CREATE INDEX message_of_contact ON message (organisation_id, contact_id, id);

CREATE INDEX message_of_origin ON message (organisation_id, origin_id, id);

CREATE INDEX message_received ON message (organisation_id, contact_id, number_id, id) WHERE direction = 'in';

CREATE TABLE message_status (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	attempt INTEGER DEFAULT '1' NOT NULL, 
	fence BIGINT, 
	accepted_at TIMESTAMP WITH TIME ZONE, 
	sent_at TIMESTAMP WITH TIME ZONE, 
	delivered_at TIMESTAMP WITH TIME ZONE, 
	read_at TIMESTAMP WITH TIME ZONE, 
	failed_at TIMESTAMP WITH TIME ZONE, 
	unknown_at TIMESTAMP WITH TIME ZONE, 
	doubtful_at TIMESTAMP WITH TIME ZONE, 
	put_back_attempt INTEGER, 
	code INTEGER, 
	pricing_type TEXT, 
	pricing_category TEXT, 
	wamid_index BIGINT, 
	wamid_sealed BYTEA, 
	PRIMARY KEY (organisation_id, id)
)
 PARTITION BY range (id);

CREATE INDEX message_status_by_wamid ON message_status (organisation_id, wamid_index) WHERE wamid_index is not null;

CREATE INDEX message_status_open ON message_status (organisation_id, id) WHERE unknown_at is not null and doubtful_at is null;

CREATE INDEX message_status_spam ON message_status (organisation_id, id) WHERE code = 131048;

CREATE TABLE meta_app (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	app_id TEXT NOT NULL, 
	app_key TEXT NOT NULL, 
	secret_sealed BYTEA NOT NULL, 
	old_secret_sealed BYTEA, 
	verify_token_sealed BYTEA NOT NULL, 
	graph_url TEXT NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id, id)
);

CREATE TABLE note (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	conversation_id UUID NOT NULL, 
	contact_id UUID NOT NULL, 
	author_id UUID NOT NULL, 
	text_sealed BYTEA NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id, id)
);

CREATE INDEX note_of_contact ON note (organisation_id, contact_id, id);

CREATE INDEX note_of_conversation ON note (organisation_id, conversation_id, id);

CREATE TABLE number (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	phone_number_id TEXT NOT NULL, 
	waba_row_id UUID NOT NULL, 
	portfolio_id UUID NOT NULL, 
	display TEXT NOT NULL, 
	name TEXT NOT NULL, 
	quality TEXT NOT NULL, 
	pace INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	pin_sealed BYTEA, 
	last_webhook_at TIMESTAMP WITH TIME ZONE, 
	storage TEXT, 
	storage_region TEXT, 
	storage_minutes INTEGER, 
	storage_asked_at TIMESTAMP WITH TIME ZONE, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id, id)
);

CREATE UNIQUE INDEX number_by_phone_number_id ON number (organisation_id, phone_number_id);

CREATE TABLE oldest_row (
	data_class TEXT NOT NULL, 
	oldest_at TIMESTAMP WITH TIME ZONE, 
	most_days INTEGER NOT NULL, 
	looked_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (data_class)
);

CREATE TABLE operator_account (
	id UUID NOT NULL, 
	name TEXT NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	ended_at TIMESTAMP WITH TIME ZONE, 
	PRIMARY KEY (id), 
	UNIQUE (name)
);

CREATE TABLE opt_out (
	organisation_id UUID NOT NULL, 
	contact_id UUID NOT NULL, 
	purpose TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	ledger_number BIGINT NOT NULL, 
	ended_at TIMESTAMP WITH TIME ZONE, 
	PRIMARY KEY (organisation_id, contact_id, purpose)
);

CREATE INDEX opt_out_by_time ON opt_out (organisation_id, at);

CREATE TABLE organisation (
	organisation_id UUID NOT NULL, 
	name_sealed BYTEA NOT NULL, 
	state TEXT NOT NULL, 
	zone TEXT NOT NULL, 
	currency TEXT NOT NULL, 
	default_country TEXT NOT NULL, 
	language TEXT NOT NULL, 
	utility_again TEXT DEFAULT 'never' NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id)
);

CREATE TABLE outage (
	base TEXT NOT NULL, 
	since TIMESTAMP WITH TIME ZONE NOT NULL, 
	asked_at TIMESTAMP WITH TIME ZONE, 
	PRIMARY KEY (base)
);

CREATE TABLE outgoing (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	chunk_id UUID NOT NULL, 
	number_id UUID NOT NULL, 
	contact_id UUID NOT NULL, 
	purpose TEXT NOT NULL, 
	consent_id UUID, 
	direction TEXT DEFAULT 'out' NOT NULL, 
	origin_kind TEXT NOT NULL, 
	origin_id UUID NOT NULL, 
	template_version_id UUID, 
	content_sealed BYTEA, 
	PRIMARY KEY (organisation_id, id), 
	CONSTRAINT outgoing_needs_consent CHECK (purpose = 'service' or direction = 'in' or consent_id is not null)
)
 PARTITION BY range (id);

CREATE INDEX outgoing_answer ON outgoing (organisation_id, contact_id, id) WHERE origin_kind = 'conversation';

CREATE INDEX outgoing_of_chunk ON outgoing (organisation_id, chunk_id, id);

CREATE INDEX outgoing_of_contact ON outgoing (organisation_id, contact_id, id);

CREATE INDEX outgoing_of_origin ON outgoing (organisation_id, origin_id, id);

CREATE TABLE package (
	organisation_id UUID NOT NULL, 
	request_id UUID NOT NULL, 
	link_hash BYTEA NOT NULL, 
	ends_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	claim UUID, 
	begun INTEGER DEFAULT '0' NOT NULL, 
	begun_at TIMESTAMP WITH TIME ZONE, 
	fetched_at TIMESTAMP WITH TIME ZONE, 
	PRIMARY KEY (organisation_id, request_id)
);

CREATE TABLE portfolio (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	business_id TEXT NOT NULL, 
	messaging_limit INTEGER, 
	changed_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id, id)
);

CREATE UNIQUE INDEX portfolio_by_business ON portfolio (organisation_id, business_id);

CREATE TABLE preference (
	organisation_id UUID NOT NULL, 
	contact_id UUID NOT NULL, 
	purpose TEXT NOT NULL, 
	quiet_from INTEGER, 
	quiet_to INTEGER, 
	zone TEXT NOT NULL, 
	most INTEGER, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id, contact_id, purpose), 
	CONSTRAINT preference_in_bounds CHECK ((quiet_from is null) = (quiet_to is null) and quiet_from <> quiet_to and quiet_from between 0 and 1439 and quiet_to between 0 and 1439 and most between 1 and 100)
);

CREATE TABLE preference_link (
	organisation_id UUID NOT NULL, 
	contact_id UUID NOT NULL, 
	number_id UUID NOT NULL, 
	link_hash BYTEA NOT NULL, 
	made_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	ends_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id, contact_id)
);

CREATE UNLOGGED TABLE presence (
	organisation_id UUID NOT NULL, 
	conversation_id UUID NOT NULL, 
	user_id UUID NOT NULL, 
	typing BOOLEAN NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id, conversation_id, user_id)
);

CREATE TABLE probe (
	id UUID NOT NULL, 
	kind TEXT NOT NULL, 
	started_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	ended_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	passed INTEGER, 
	why TEXT, 
	faults JSONB NOT NULL, 
	counts JSONB NOT NULL, 
	PRIMARY KEY (id)
);

CREATE INDEX probe_of_kind ON probe (kind, started_at);

CREATE TABLE probe_result (
	name TEXT NOT NULL, 
	ok INTEGER NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (name)
);

CREATE TABLE probe_turn (
	kind TEXT NOT NULL, 
	due_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	taken_until TIMESTAMP WITH TIME ZONE, 
	PRIMARY KEY (kind)
);

CREATE TABLE processor (
	id UUID NOT NULL, 
	name TEXT NOT NULL, 
	purpose TEXT NOT NULL, 
	categories TEXT[] NOT NULL, 
	hosts TEXT[] NOT NULL, 
	region TEXT NOT NULL, 
	contract TEXT NOT NULL, 
	erase_days INTEGER DEFAULT '30' NOT NULL, 
	erase_url TEXT, 
	registered_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	ended_at TIMESTAMP WITH TIME ZONE, 
	PRIMARY KEY (id), 
	UNIQUE (name)
);

CREATE TABLE quick_reply (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	name_sealed BYTEA NOT NULL, 
	name_index BYTEA NOT NULL, 
	text_sealed BYTEA NOT NULL, 
	changed_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id, id)
);

CREATE UNIQUE INDEX quick_reply_by_name ON quick_reply (organisation_id, name_index);

CREATE TABLE rate (
	bucket BYTEA NOT NULL, 
	window_ends TIMESTAMP WITH TIME ZONE NOT NULL, 
	count INTEGER NOT NULL, 
	PRIMARY KEY (bucket)
);

CREATE TABLE receipt (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	request_id UUID NOT NULL, 
	body TEXT NOT NULL, 
	signature BYTEA NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id, id)
);

CREATE INDEX receipt_of_request ON receipt (organisation_id, request_id, id);

CREATE TABLE refusal (
	organisation_id UUID NOT NULL, 
	message_id UUID NOT NULL, 
	origin_id UUID NOT NULL, 
	contact_id UUID NOT NULL, 
	code TEXT NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id, message_id)
);

CREATE INDEX refusal_in_order ON refusal (organisation_id, origin_id, message_id);

CREATE INDEX refusal_of_contact ON refusal (organisation_id, contact_id);

CREATE INDEX refusal_of_origin ON refusal (organisation_id, origin_id, code);

CREATE TABLE request (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	kind TEXT NOT NULL, 
	channel TEXT NOT NULL, 
	contact_id UUID NOT NULL, 
	number_id UUID, 
	state TEXT NOT NULL, 
	reason TEXT, 
	held_until TIMESTAMP WITH TIME ZONE, 
	clock TEXT NOT NULL, 
	nudged INTEGER DEFAULT '0' NOT NULL, 
	words_sealed BYTEA, 
	answer_sealed BYTEA, 
	opened_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	due_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	ended_at TIMESTAMP WITH TIME ZONE, 
	PRIMARY KEY (organisation_id, id)
);

CREATE INDEX request_of_contact ON request (organisation_id, contact_id);

CREATE TABLE request_step (
	organisation_id UUID NOT NULL, 
	request_id UUID NOT NULL, 
	step TEXT NOT NULL, 
	counts JSONB NOT NULL, 
	done_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id, request_id, step)
);

CREATE TABLE retention_clock (
	organisation_id UUID NOT NULL, 
	data_class TEXT NOT NULL, 
	days INTEGER NOT NULL, 
	changed_by UUID NOT NULL, 
	changed_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id, data_class)
);

CREATE TABLE retention_run (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	began_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	ended_at TIMESTAMP WITH TIME ZONE, 
	duties TEXT[] NOT NULL, 
	counts JSONB NOT NULL, 
	problem TEXT, 
	PRIMARY KEY (organisation_id, id)
);

CREATE TABLE security_entry (
	user_id UUID NOT NULL, 
	id UUID NOT NULL, 
	act TEXT NOT NULL, 
	device TEXT NOT NULL, 
	system TEXT NOT NULL, 
	ip_prefix TEXT NOT NULL, 
	ip_sealed BYTEA NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	ends_on DATE NOT NULL, 
	PRIMARY KEY (user_id, id)
);

CREATE TABLE segment (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	name_sealed BYTEA NOT NULL, 
	rule JSONB NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id, id)
);

CREATE TABLE service_window (
	organisation_id UUID NOT NULL, 
	number_id UUID NOT NULL, 
	contact_id UUID NOT NULL, 
	last_inbound_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id, number_id, contact_id)
);

CREATE INDEX service_window_of_contact ON service_window (organisation_id, contact_id);

CREATE TABLE session (
	user_id UUID NOT NULL, 
	id UUID NOT NULL, 
	token_hash BYTEA NOT NULL, 
	organisation_id UUID NOT NULL, 
	device TEXT NOT NULL, 
	system TEXT NOT NULL, 
	ip_prefix TEXT NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	seen_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	ends_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (user_id, id)
);

CREATE TABLE set_aside (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	field TEXT NOT NULL, 
	tries INTEGER NOT NULL, 
	error TEXT NOT NULL, 
	change_sealed BYTEA NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	due_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	ends_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id, id)
);

CREATE INDEX set_aside_due ON set_aside (organisation_id, due_at);

CREATE TABLE slice (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	number_id UUID NOT NULL, 
	chunk_id UUID NOT NULL, 
	fence BIGINT NOT NULL, 
	first_after UUID NOT NULL, 
	last_id UUID NOT NULL, 
	taken_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id, id)
);

CREATE INDEX slice_open ON slice (organisation_id, number_id);

CREATE TABLE suspension (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	reason TEXT NOT NULL, 
	operator_id UUID NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	ended_by UUID, 
	ended_at TIMESTAMP WITH TIME ZONE, 
	PRIMARY KEY (organisation_id, id)
);

CREATE UNIQUE INDEX suspension_live ON suspension (organisation_id) WHERE ended_at is null;

CREATE TABLE tag (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	name_sealed BYTEA NOT NULL, 
	name_index BYTEA NOT NULL, 
	PRIMARY KEY (organisation_id, id)
);

CREATE UNIQUE INDEX tag_by_name ON tag (organisation_id, name_index);

CREATE TABLE telling (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	request_id UUID NOT NULL, 
	processor TEXT NOT NULL, 
	call TEXT NOT NULL, 
	number_id UUID, 
	what_sealed BYTEA, 
	state TEXT NOT NULL, 
	code TEXT, 
	tries INTEGER DEFAULT '0' NOT NULL, 
	due_at TIMESTAMP WITH TIME ZONE, 
	claimed_at TIMESTAMP WITH TIME ZONE, 
	told_at TIMESTAMP WITH TIME ZONE, 
	acknowledged_at TIMESTAMP WITH TIME ZONE, 
	expires_at TIMESTAMP WITH TIME ZONE, 
	PRIMARY KEY (organisation_id, id)
);

CREATE INDEX telling_due ON telling (due_at) WHERE state in ('waiting', 'told');

CREATE INDEX telling_failed ON telling (organisation_id, due_at) WHERE state = 'failed';

CREATE INDEX telling_of_request ON telling (organisation_id, request_id);

CREATE TABLE template (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	waba_row_id UUID NOT NULL, 
	name TEXT NOT NULL, 
	language TEXT NOT NULL, 
	category TEXT NOT NULL, 
	meta_id TEXT, 
	state TEXT NOT NULL, 
	reason TEXT, 
	version_id UUID NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	changed_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id, id)
);

CREATE UNIQUE INDEX template_by_name ON template (organisation_id, waba_row_id, name, language);

CREATE TABLE template_version (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	template_id UUID NOT NULL, 
	shape JSONB NOT NULL, 
	media_id TEXT, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id, id)
);

CREATE TABLE user_account (
	user_id UUID NOT NULL, 
	name_sealed BYTEA NOT NULL, 
	email_sealed BYTEA NOT NULL, 
	phone_sealed BYTEA NOT NULL, 
	password_hash TEXT NOT NULL, 
	state TEXT NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	email_verified_at TIMESTAMP WITH TIME ZONE, 
	phone_verified_at TIMESTAMP WITH TIME ZONE, 
	unused_since TIMESTAMP WITH TIME ZONE, 
	PRIMARY KEY (user_id)
);

CREATE INDEX user_unused ON user_account (unused_since) WHERE unused_since is not null;

CREATE TABLE verification (
	user_id UUID NOT NULL, 
	id UUID NOT NULL, 
	kind TEXT NOT NULL, 
	flow_hash BYTEA NOT NULL, 
	code_hash BYTEA NOT NULL, 
	code_sealed BYTEA NOT NULL, 
	to_sealed BYTEA NOT NULL, 
	tries INTEGER NOT NULL, 
	ends_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	used_at TIMESTAMP WITH TIME ZONE, 
	PRIMARY KEY (user_id, id)
);

CREATE TABLE waba (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	waba_id TEXT NOT NULL, 
	portfolio_id UUID NOT NULL, 
	meta_app_id UUID NOT NULL, 
	token_sealed BYTEA NOT NULL, 
	token_state TEXT NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id, id)
);

CREATE UNIQUE INDEX waba_by_id ON waba (organisation_id, waba_id);

CREATE TABLE wording (
	organisation_id UUID NOT NULL, 
	id UUID NOT NULL, 
	digest BYTEA NOT NULL, 
	text_sealed BYTEA NOT NULL, 
	language TEXT NOT NULL, 
	at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (organisation_id, id)
);

CREATE UNIQUE INDEX wording_by_digest ON wording (organisation_id, digest);

alter table acceptance enable row level security;

alter table acceptance force row level security;

create policy mine on acceptance to indokona_app using (user_id = current_setting('app.user')::uuid) with check (user_id = current_setting('app.user')::uuid);

grant select, insert on acceptance to indokona_app;

alter table alarm enable row level security;

alter table alarm force row level security;

create policy mine on alarm to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on alarm to indokona_app;

grant select (organisation_id, mailed_at) on alarm to indokona_scout;

create policy scout_sees on alarm for select to indokona_scout using (true);

alter table api_key enable row level security;

alter table api_key force row level security;

create policy mine on api_key to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on api_key to indokona_app;

alter table attribute enable row level security;

alter table attribute force row level security;

create policy mine on attribute to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on attribute to indokona_app;

alter table attribute_value enable row level security;

alter table attribute_value force row level security;

create policy mine on attribute_value to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on attribute_value to indokona_app;

alter table audit enable row level security;

alter table audit force row level security;

create policy mine on audit to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert on audit to indokona_app;

grant insert on audit to indokona_operator;

create policy operator_sees on audit for all to indokona_operator using (true) with check (true);

grant select (organisation_id, id, xid) on audit to indokona_scout;

create policy scout_sees on audit for select to indokona_scout using (true);

alter table audit_drop enable row level security;

alter table audit_drop force row level security;

create policy mine on audit_drop to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert on audit_drop to indokona_app;

alter table audit_head enable row level security;

alter table audit_head force row level security;

create policy mine on audit_head to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert on audit_head to indokona_app;

grant select (organisation_id, no) on audit_head to indokona_scout;

create policy scout_sees on audit_head for select to indokona_scout using (true);

alter table audit_segment enable row level security;

alter table audit_segment force row level security;

create policy mine on audit_segment to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert on audit_segment to indokona_app;

grant select (organisation_id, no, upto_xid, upto_id, closed_at) on audit_segment to indokona_scout;

create policy scout_sees on audit_segment for select to indokona_scout using (true);

alter table budget enable row level security;

alter table budget force row level security;

create policy mine on budget to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on budget to indokona_app;

alter table budget_block enable row level security;

alter table budget_block force row level security;

create policy mine on budget_block to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on budget_block to indokona_app;

alter table budget_person enable row level security;

alter table budget_person force row level security;

create policy mine on budget_person to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on budget_person to indokona_app;

alter table campaign enable row level security;

alter table campaign force row level security;

create policy mine on campaign to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on campaign to indokona_app;

alter table chunk enable row level security;

alter table chunk force row level security;

create policy mine on chunk to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on chunk to indokona_app;

grant select (organisation_id, number_id, state, due_at, priority) on chunk to indokona_scout;

create policy scout_sees on chunk for select to indokona_scout using (true);

alter table closure enable row level security;

alter table closure force row level security;

create policy mine on closure to indokona_app using ((organisation_id = current_setting('app.organisation')::uuid) or (user_id = current_setting('app.user')::uuid)) with check ((organisation_id = current_setting('app.organisation')::uuid) or (user_id = current_setting('app.user')::uuid));

grant select, insert, update on closure to indokona_app;

alter table consent enable row level security;

alter table consent force row level security;

create policy mine on consent to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert on consent to indokona_app;

grant select, delete on consent to indokona_keeper;

create policy keeper_sees on consent for all to indokona_keeper using (true) with check (true);

alter table consent_live enable row level security;

alter table consent_live force row level security;

create policy mine on consent_live to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on consent_live to indokona_app;

grant select on consent_live to indokona_keeper;

create policy keeper_sees on consent_live for select to indokona_keeper using (true);

alter table consent_receipt enable row level security;

alter table consent_receipt force row level security;

create policy mine on consent_receipt to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert on consent_receipt to indokona_app;

grant select, delete on consent_receipt to indokona_keeper;

create policy keeper_sees on consent_receipt for all to indokona_keeper using (true) with check (true);

alter table consent_term enable row level security;

alter table consent_term force row level security;

create policy mine on consent_term to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on consent_term to indokona_app;

alter table contact enable row level security;

alter table contact force row level security;

create policy mine on contact to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on contact to indokona_app;

grant select (organisation_id, id, tokens, last_activity, fenced_at) on contact to indokona_seeker;

create policy seeker_sees on contact for select to indokona_seeker using (true);

alter table contact_import enable row level security;

alter table contact_import force row level security;

create policy mine on contact_import to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on contact_import to indokona_app;

alter table contact_tag enable row level security;

alter table contact_tag force row level security;

create policy mine on contact_tag to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on contact_tag to indokona_app;

alter table conversation enable row level security;

alter table conversation force row level security;

create policy mine on conversation to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on conversation to indokona_app;

alter table desk_door enable row level security;

alter table desk_door force row level security;

create policy mine on desk_door to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on desk_door to indokona_app;

alter table disclosure enable row level security;

alter table disclosure force row level security;

create policy mine on disclosure to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, delete on disclosure to indokona_app;

alter table doubt enable row level security;

alter table doubt force row level security;

create policy mine on doubt to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on doubt to indokona_app;

grant select, delete on doubt to indokona_keeper;

create policy keeper_sees on doubt for all to indokona_keeper using (true) with check (true);

alter table draft enable row level security;

alter table draft force row level security;

create policy mine on draft to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on draft to indokona_app;

alter table event enable row level security;

alter table event force row level security;

create policy mine on event to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert on event to indokona_app;

grant select on event to indokona_scout;

create policy scout_sees on event for select to indokona_scout using (true);

grant select, insert, update, delete on event_cursor to indokona_app;

grant select, insert, update on event_cursor to indokona_scout;

grant select, insert, update, delete on event_failure to indokona_app;

grant select, insert, update, delete on event_failure to indokona_scout;

alter table event_mark enable row level security;

alter table event_mark force row level security;

create policy mine on event_mark to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on event_mark to indokona_app;

grant select on halt to indokona_app;

grant select, insert, delete on halt to indokona_operator;

alter table hold enable row level security;

alter table hold force row level security;

create policy mine on hold to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on hold to indokona_app;

alter table honey enable row level security;

alter table honey force row level security;

create policy mine on honey to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on honey to indokona_app;

grant select (organisation_id) on honey to indokona_scout;

create policy scout_sees on honey for select to indokona_scout using (true);

alter table idempotency_key enable row level security;

alter table idempotency_key force row level security;

create policy mine on idempotency_key to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on idempotency_key to indokona_app;

grant select (organisation_id, at) on idempotency_key to indokona_scout;

create policy scout_sees on idempotency_key for select to indokona_scout using (true);

alter table identity enable row level security;

alter table identity force row level security;

create policy mine on identity to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on identity to indokona_app;

alter table import_error enable row level security;

alter table import_error force row level security;

create policy mine on import_error to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on import_error to indokona_app;

alter table import_piece enable row level security;

alter table import_piece force row level security;

create policy mine on import_piece to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on import_piece to indokona_app;

alter table inbound_seen enable row level security;

alter table inbound_seen force row level security;

create policy mine on inbound_seen to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on inbound_seen to indokona_app;

grant select, update, delete on intake_block to indokona_app;

grant insert on intake_block to indokona_intake;

grant select (kind, handed_at) on intake_block to indokona_scout;

alter table invitation enable row level security;

alter table invitation force row level security;

create policy mine on invitation to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on invitation to indokona_app;

alter table join_choice enable row level security;

alter table join_choice force row level security;

create policy mine on join_choice to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on join_choice to indokona_app;

alter table join_page enable row level security;

alter table join_page force row level security;

create policy mine on join_page to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on join_page to indokona_app;

alter table join_version enable row level security;

alter table join_version force row level security;

create policy mine on join_version to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert on join_version to indokona_app;

alter table lane enable row level security;

alter table lane force row level security;

create policy mine on lane to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on lane to indokona_app;

grant select (organisation_id, number_id, until, let_go_at, held_until, mark) on lane to indokona_scout;

create policy scout_sees on lane for select to indokona_scout using (true);

alter table late enable row level security;

alter table late force row level security;

create policy mine on late to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on late to indokona_app;

alter table ledger_mark enable row level security;

alter table ledger_mark force row level security;

create policy mine on ledger_mark to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on ledger_mark to indokona_app;

grant select on ledger_mark to indokona_scout;

create policy scout_sees on ledger_mark for select to indokona_scout using (true);

alter table legal_hold enable row level security;

alter table legal_hold force row level security;

create policy mine on legal_hold to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update (released_by, released_at) on legal_hold to indokona_app;

grant select, delete on legal_hold to indokona_keeper;

create policy keeper_sees on legal_hold for all to indokona_keeper using (true) with check (true);

alter table mail_out enable row level security;

alter table mail_out force row level security;

create policy mine on mail_out to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on mail_out to indokona_app;

grant select (organisation_id, id, due_at, claimed_at, sent_at, failed) on mail_out to indokona_scout;

create policy scout_sees on mail_out for select to indokona_scout using (true);

alter table media_file enable row level security;

alter table media_file force row level security;

create policy mine on media_file to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on media_file to indokona_app;

grant select (organisation_id, message_id, state, due_at, claimed_at) on media_file to indokona_scout;

create policy scout_sees on media_file for select to indokona_scout using (true);

alter table media_piece enable row level security;

alter table media_piece force row level security;

create policy mine on media_piece to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on media_piece to indokona_app;

alter table membership enable row level security;

alter table membership force row level security;

create policy mine on membership to indokona_app using ((organisation_id = current_setting('app.organisation')::uuid) or (user_id = current_setting('app.user')::uuid)) with check ((organisation_id = current_setting('app.organisation')::uuid) or (user_id = current_setting('app.user')::uuid));

grant select, insert, update, delete on membership to indokona_app;

grant select (organisation_id) on membership to indokona_operator;

create policy operator_sees on membership for select to indokona_operator using (true);

grant select (user_id) on membership to indokona_scout;

create policy scout_sees on membership for select to indokona_scout using (true);

alter table merge_proposal enable row level security;

alter table merge_proposal force row level security;

create policy mine on merge_proposal to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on merge_proposal to indokona_app;

alter table message enable row level security;

alter table message force row level security;

create policy mine on message to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, delete, update (content_sealed) on message to indokona_app;

alter table message_status enable row level security;

alter table message_status force row level security;

create policy mine on message_status to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on message_status to indokona_app;

alter table meta_app enable row level security;

alter table meta_app force row level security;

create policy mine on meta_app to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on meta_app to indokona_app;

alter table note enable row level security;

alter table note force row level security;

create policy mine on note to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on note to indokona_app;

alter table number enable row level security;

alter table number force row level security;

create policy mine on number to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on number to indokona_app;

grant select (organisation_id, id, pace, state, storage_asked_at) on number to indokona_scout;

create policy scout_sees on number for select to indokona_scout using (true);

grant select, insert, update, delete on oldest_row to indokona_app;

grant select, insert, update (ended_at) on operator_account to indokona_operator;

alter table opt_out enable row level security;

alter table opt_out force row level security;

create policy mine on opt_out to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on opt_out to indokona_app;

grant select, delete on opt_out to indokona_keeper;

create policy keeper_sees on opt_out for all to indokona_keeper using (true) with check (true);

alter table organisation enable row level security;

alter table organisation force row level security;

create policy mine on organisation to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on organisation to indokona_app;

grant select (organisation_id, state) on organisation to indokona_scout;

create policy scout_sees on organisation for select to indokona_scout using (true);

grant select (organisation_id, state, created_at) on organisation to indokona_operator;

create policy operator_sees on organisation for select to indokona_operator using (true);

grant select, insert, update, delete on outage to indokona_app;

alter table outgoing enable row level security;

alter table outgoing force row level security;

create policy mine on outgoing to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on outgoing to indokona_app;

alter table package enable row level security;

alter table package force row level security;

create policy mine on package to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on package to indokona_app;

alter table portfolio enable row level security;

alter table portfolio force row level security;

create policy mine on portfolio to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on portfolio to indokona_app;

alter table preference enable row level security;

alter table preference force row level security;

create policy mine on preference to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on preference to indokona_app;

alter table preference_link enable row level security;

alter table preference_link force row level security;

create policy mine on preference_link to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on preference_link to indokona_app;

alter table presence enable row level security;

alter table presence force row level security;

create policy mine on presence to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on presence to indokona_app;

grant select, insert on probe to indokona_app;

grant select, insert, update, delete on probe_result to indokona_app;

grant select, update on probe_turn to indokona_app;

grant select on processor to indokona_app;

grant select, insert, update on processor to indokona_operator;

alter table quick_reply enable row level security;

alter table quick_reply force row level security;

create policy mine on quick_reply to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on quick_reply to indokona_app;

grant select, insert, update, delete on rate to indokona_app;

alter table receipt enable row level security;

alter table receipt force row level security;

create policy mine on receipt to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert on receipt to indokona_app;

grant select, delete on receipt to indokona_keeper;

create policy keeper_sees on receipt for all to indokona_keeper using (true) with check (true);

alter table refusal enable row level security;

alter table refusal force row level security;

create policy mine on refusal to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on refusal to indokona_app;

alter table request enable row level security;

alter table request force row level security;

create policy mine on request to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on request to indokona_app;

grant select, delete on request to indokona_keeper;

create policy keeper_sees on request for all to indokona_keeper using (true) with check (true);

alter table request_step enable row level security;

alter table request_step force row level security;

create policy mine on request_step to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on request_step to indokona_app;

grant select, delete on request_step to indokona_keeper;

create policy keeper_sees on request_step for all to indokona_keeper using (true) with check (true);

alter table retention_clock enable row level security;

alter table retention_clock force row level security;

create policy mine on retention_clock to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on retention_clock to indokona_app;

grant select (organisation_id, data_class, days) on retention_clock to indokona_scout;

create policy scout_sees on retention_clock for select to indokona_scout using (true);

alter table retention_run enable row level security;

alter table retention_run force row level security;

create policy mine on retention_run to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on retention_run to indokona_app;

grant select (organisation_id, began_at, ended_at, problem) on retention_run to indokona_scout;

create policy scout_sees on retention_run for select to indokona_scout using (true);

alter table security_entry enable row level security;

alter table security_entry force row level security;

create policy mine on security_entry to indokona_app using (user_id = current_setting('app.user')::uuid) with check (user_id = current_setting('app.user')::uuid);

grant select, insert, update, delete on security_entry to indokona_app;

grant select (user_id, ends_on) on security_entry to indokona_scout;

create policy scout_sees on security_entry for select to indokona_scout using (true);

alter table segment enable row level security;

alter table segment force row level security;

create policy mine on segment to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on segment to indokona_app;

alter table service_window enable row level security;

alter table service_window force row level security;

create policy mine on service_window to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on service_window to indokona_app;

alter table session enable row level security;

alter table session force row level security;

create policy mine on session to indokona_app using (user_id = current_setting('app.user')::uuid) with check (user_id = current_setting('app.user')::uuid);

grant select, insert, update, delete on session to indokona_app;

grant select (user_id, ends_at) on session to indokona_scout;

create policy scout_sees on session for select to indokona_scout using (true);

alter table set_aside enable row level security;

alter table set_aside force row level security;

create policy mine on set_aside to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on set_aside to indokona_app;

grant select (organisation_id, due_at) on set_aside to indokona_scout;

create policy scout_sees on set_aside for select to indokona_scout using (true);

alter table slice enable row level security;

alter table slice force row level security;

create policy mine on slice to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on slice to indokona_app;

grant select (organisation_id, number_id) on slice to indokona_scout;

create policy scout_sees on slice for select to indokona_scout using (true);

alter table suspension enable row level security;

alter table suspension force row level security;

create policy mine on suspension to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select on suspension to indokona_app;

grant select, insert, update (ended_by, ended_at) on suspension to indokona_operator;

create policy operator_sees on suspension for all to indokona_operator using (true) with check (true);

alter table tag enable row level security;

alter table tag force row level security;

create policy mine on tag to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on tag to indokona_app;

alter table telling enable row level security;

alter table telling force row level security;

create policy mine on telling to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on telling to indokona_app;

grant select (organisation_id, id, state, due_at, claimed_at) on telling to indokona_scout;

create policy scout_sees on telling for select to indokona_scout using (true);

grant select, delete on telling to indokona_keeper;

create policy keeper_sees on telling for all to indokona_keeper using (true) with check (true);

alter table template enable row level security;

alter table template force row level security;

create policy mine on template to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on template to indokona_app;

alter table template_version enable row level security;

alter table template_version force row level security;

create policy mine on template_version to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on template_version to indokona_app;

alter table user_account enable row level security;

alter table user_account force row level security;

create policy mine on user_account to indokona_app using (user_id = current_setting('app.user')::uuid) with check (user_id = current_setting('app.user')::uuid);

grant select, insert, update, delete on user_account to indokona_app;

grant select (user_id, state, unused_since) on user_account to indokona_scout;

create policy scout_sees on user_account for select to indokona_scout using (true);

alter table verification enable row level security;

alter table verification force row level security;

create policy mine on verification to indokona_app using (user_id = current_setting('app.user')::uuid) with check (user_id = current_setting('app.user')::uuid);

grant select, insert, update, delete on verification to indokona_app;

grant select (user_id, ends_at) on verification to indokona_scout;

create policy scout_sees on verification for select to indokona_scout using (true);

alter table waba enable row level security;

alter table waba force row level security;

create policy mine on waba to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on waba to indokona_app;

alter table wording enable row level security;

alter table wording force row level security;

create policy mine on wording to indokona_app using (organisation_id = current_setting('app.organisation')::uuid) with check (organisation_id = current_setting('app.organisation')::uuid);

grant select, insert, update, delete on wording to indokona_app;
