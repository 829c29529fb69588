CREATE TABLE "activities" (
	"business_id" uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"contact_id" uuid,
	"conversation_id" uuid,
	"actor" text NOT NULL,
	"actor_member_id" uuid,
	"actor_name" text,
	"kind" text NOT NULL,
	"data" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "activities_business_id_id_pk" PRIMARY KEY("business_id","id"),
	CONSTRAINT "activities_actor" CHECK ("activities"."actor" in ('member', 'contact', 'assistant', 'system'))
);
--> statement-breakpoint
ALTER TABLE "activities" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "business_logos" (
	"business_id" uuid NOT NULL,
	"content_type" text NOT NULL,
	"content" "bytea" NOT NULL,
	CONSTRAINT "business_logos_business_id_pk" PRIMARY KEY("business_id")
);
--> statement-breakpoint
ALTER TABLE "business_logos" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "businesses" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"phone" text,
	"address" text DEFAULT '' NOT NULL,
	"website" text,
	"time_zone" text DEFAULT 'UTC' NOT NULL,
	"currency" text DEFAULT 'USD' NOT NULL,
	"locale" text DEFAULT 'en' NOT NULL,
	"logo_version" text,
	"is_demo" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "businesses" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "locations" (
	"business_id" uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"name" text NOT NULL,
	"address" text DEFAULT '' NOT NULL,
	"is_default" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "locations_business_id_id_pk" PRIMARY KEY("business_id","id")
);
--> statement-breakpoint
ALTER TABLE "locations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "channels" (
	"business_id" uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"external_id" text NOT NULL,
	"display_address" text NOT NULL,
	"encrypted_credentials" text NOT NULL,
	"is_sandbox" boolean DEFAULT false NOT NULL,
	"location_id" uuid,
	"status" text DEFAULT 'connected' NOT NULL,
	"status_reason" text,
	"sends_per_second" integer DEFAULT 80 NOT NULL,
	"last_event_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "channels_business_id_id_pk" PRIMARY KEY("business_id","id"),
	CONSTRAINT "channels_sends_per_second" CHECK ("channels"."sends_per_second" > 0),
	CONSTRAINT "channels_kind" CHECK ("channels"."kind" in ('whatsapp')),
	CONSTRAINT "channels_status" CHECK ("channels"."status" in ('connected', 'paused', 'disconnected'))
);
--> statement-breakpoint
ALTER TABLE "channels" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "contact_identities" (
	"business_id" uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"contact_id" uuid NOT NULL,
	"channel_kind" text NOT NULL,
	"address" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "contact_identities_business_id_id_pk" PRIMARY KEY("business_id","id"),
	CONSTRAINT "contact_identities_channel_kind" CHECK ("contact_identities"."channel_kind" in ('whatsapp'))
);
--> statement-breakpoint
ALTER TABLE "contact_identities" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "contacts" (
	"business_id" uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"name" text,
	"name_source" text DEFAULT 'none' NOT NULL,
	"phone" text,
	"email" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "contacts_business_id_id_pk" PRIMARY KEY("business_id","id"),
	CONSTRAINT "contacts_name_source" CHECK ("contacts"."name_source" in ('none', 'profile', 'member'))
);
--> statement-breakpoint
ALTER TABLE "contacts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "conversations" (
	"business_id" uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"contact_id" uuid NOT NULL,
	"channel_id" uuid NOT NULL,
	"address" text NOT NULL,
	"location_id" uuid,
	"status" text DEFAULT 'open' NOT NULL,
	"handled_by" text DEFAULT 'nobody' NOT NULL,
	"assignee_id" uuid,
	"unread_count" integer DEFAULT 0 NOT NULL,
	"last_inbound_at" timestamp with time zone,
	"last_message_id" uuid,
	"last_message_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_message_text" text DEFAULT '' NOT NULL,
	"last_message_direction" text,
	"last_message_author" text,
	"last_message_author_name" text,
	"last_message_state" text,
	"last_message_failure" text,
	"closed_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "conversations_business_id_id_pk" PRIMARY KEY("business_id","id"),
	CONSTRAINT "conversations_status" CHECK ("conversations"."status" in ('open', 'snoozed', 'closed')),
	CONSTRAINT "conversations_handled_by" CHECK ("conversations"."handled_by" in ('nobody', 'assistant', 'member')),
	CONSTRAINT "conversations_last_direction" CHECK ("conversations"."last_message_direction" in ('inbound', 'outbound')),
	CONSTRAINT "conversations_last_author" CHECK ("conversations"."last_message_author" in ('contact', 'assistant', 'member', 'campaign', 'system')),
	CONSTRAINT "conversations_last_state" CHECK ("conversations"."last_message_state" in ('received', 'scheduled', 'queued', 'sending', 'accepted', 'sent', 'delivered', 'read', 'failed', 'unknown', 'cancelled'))
);
--> statement-breakpoint
ALTER TABLE "conversations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "job_events" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"business_id" uuid,
	"key" text DEFAULT uuidv7()::text NOT NULL,
	"name" text NOT NULL,
	"data" json NOT NULL,
	"occurred_at" timestamp with time zone DEFAULT now() NOT NULL,
	"transaction" bigint DEFAULT pg_current_xact_id()::text::bigint NOT NULL,
	"dispatched_at" timestamp with time zone,
	CONSTRAINT "job_events_one_per_key" UNIQUE NULLS NOT DISTINCT("business_id","key")
);
--> statement-breakpoint
ALTER TABLE "job_events" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "job_queue" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"run_id" uuid NOT NULL,
	"function_id" text NOT NULL,
	"kind" text DEFAULT 'discovery' NOT NULL,
	"step_hash" text,
	"step_name" text,
	"attempt" integer DEFAULT 0 NOT NULL,
	"available_at" timestamp with time zone DEFAULT now() NOT NULL,
	"lease_owner" text,
	"lease_token" uuid,
	"deaths" integer DEFAULT 0 NOT NULL,
	"awaited_event" text,
	"awaited_if" text,
	"awaited_since" text,
	"result" json,
	"last_error" json,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "job_queue_once" UNIQUE NULLS NOT DISTINCT("run_id","kind","step_hash"),
	CONSTRAINT "job_queue_kind" CHECK ("job_queue"."kind" in ('discovery', 'step', 'timer', 'wait', 'invoke'))
);
--> statement-breakpoint
CREATE TABLE "job_runs" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"function_id" text NOT NULL,
	"event_id" uuid NOT NULL,
	"state" text DEFAULT 'queued' NOT NULL,
	"is_parallel" boolean DEFAULT false NOT NULL,
	"invoked_by" uuid,
	"limit_key" text,
	"deadline_at" timestamp with time zone,
	"output" json,
	"error" json,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	CONSTRAINT "job_runs_one_per_event" UNIQUE("function_id","event_id"),
	CONSTRAINT "job_runs_state" CHECK ("job_runs"."state" in ('queued', 'running', 'completed', 'failed', 'cancelled'))
);
--> statement-breakpoint
CREATE TABLE "job_steps" (
	"run_id" uuid NOT NULL,
	"hash" text NOT NULL,
	"position" bigint GENERATED ALWAYS AS IDENTITY (sequence name "job_steps_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"attempts" integer NOT NULL,
	"result" json NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "job_steps_run_id_hash_pk" PRIMARY KEY("run_id","hash")
);
--> statement-breakpoint
CREATE TABLE "invitations" (
	"business_id" uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"email" text NOT NULL,
	"role" text NOT NULL,
	"token_hash" text NOT NULL,
	"invited_by_member_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"accepted_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "invitations_business_id_id_pk" PRIMARY KEY("business_id","id"),
	CONSTRAINT "invitations_token_hash_unique" UNIQUE("token_hash"),
	CONSTRAINT "invitations_role" CHECK ("invitations"."role" in ('owner', 'admin', 'agent'))
);
--> statement-breakpoint
ALTER TABLE "invitations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "members" (
	"business_id" uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"user_id" uuid NOT NULL,
	"role" text NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"location_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"disabled_at" timestamp with time zone,
	CONSTRAINT "members_business_id_id_pk" PRIMARY KEY("business_id","id"),
	CONSTRAINT "members_role" CHECK ("members"."role" in ('owner', 'admin', 'agent'))
);
--> statement-breakpoint
ALTER TABLE "members" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "messages" (
	"business_id" uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"conversation_id" uuid NOT NULL,
	"channel_id" uuid NOT NULL,
	"direction" text NOT NULL,
	"author" text NOT NULL,
	"author_member_id" uuid,
	"kind" text DEFAULT 'text' NOT NULL,
	"text" text DEFAULT '' NOT NULL,
	"client_id" uuid,
	"provider_message_id" text,
	"quoted_provider_message_id" text,
	"state" text NOT NULL,
	"state_at" timestamp with time zone DEFAULT now() NOT NULL,
	"failure_code" text,
	"failure_text" text,
	"can_retry" boolean DEFAULT false NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"lease_until" timestamp with time zone,
	"scheduled_for" timestamp with time zone,
	"send_after" timestamp with time zone,
	"occurred_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"raw" jsonb,
	CONSTRAINT "messages_business_id_id_pk" PRIMARY KEY("business_id","id"),
	CONSTRAINT "messages_direction" CHECK ("messages"."direction" in ('inbound', 'outbound')),
	CONSTRAINT "messages_author" CHECK ("messages"."author" in ('contact', 'assistant', 'member', 'campaign', 'system')),
	CONSTRAINT "messages_kind" CHECK ("messages"."kind" in ('text', 'unsupported')),
	CONSTRAINT "messages_state" CHECK ("messages"."state" in ('received', 'scheduled', 'queued', 'sending', 'accepted', 'sent', 'delivered', 'read', 'failed', 'unknown', 'cancelled')),
	CONSTRAINT "messages_scheduled_have_a_time" CHECK (state <> 'scheduled' or scheduled_for is not null)
);
--> statement-breakpoint
ALTER TABLE "messages" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "receipts" (
	"business_id" uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"channel_id" uuid NOT NULL,
	"provider_message_id" text NOT NULL,
	"client_reference" text,
	"status" text NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	"failure_code" text,
	"failure_text" text,
	"can_retry" boolean DEFAULT false NOT NULL,
	"raw" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "receipts_business_id_id_pk" PRIMARY KEY("business_id","id"),
	CONSTRAINT "receipts_status" CHECK ("receipts"."status" in ('sent', 'delivered', 'read', 'failed'))
);
--> statement-breakpoint
ALTER TABLE "receipts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "realtime_events" (
	"business_id" uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"transaction" bigint DEFAULT pg_current_xact_id()::text::bigint NOT NULL,
	"name" text NOT NULL,
	"ids" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "realtime_events_business_id_id_pk" PRIMARY KEY("business_id","id")
);
--> statement-breakpoint
ALTER TABLE "realtime_events" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "channel_paces" (
	"business_id" uuid NOT NULL,
	"channel_id" uuid NOT NULL,
	"paid_up_at" double precision DEFAULT 0 NOT NULL,
	"last_turn_at" double precision DEFAULT 0 NOT NULL,
	CONSTRAINT "channel_paces_business_id_channel_id_pk" PRIMARY KEY("business_id","channel_id")
);
--> statement-breakpoint
ALTER TABLE "channel_paces" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "recipient_paces" (
	"business_id" uuid NOT NULL,
	"conversation_id" uuid NOT NULL,
	"paid_up_at" double precision DEFAULT 0 NOT NULL,
	"last_turn_at" double precision DEFAULT 0 NOT NULL,
	"unreachable_count" integer DEFAULT 0 NOT NULL,
	"unreachable_at" timestamp with time zone,
	"marketing_stopped_at" timestamp with time zone,
	CONSTRAINT "recipient_paces_business_id_conversation_id_pk" PRIMARY KEY("business_id","conversation_id")
);
--> statement-breakpoint
ALTER TABLE "recipient_paces" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "password_resets" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "sign_in_attempts" (
	"key" text PRIMARY KEY NOT NULL,
	"failures" integer NOT NULL,
	"last_failed_at" timestamp with time zone NOT NULL,
	"locked_until" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "user_sessions" (
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"user_id" uuid NOT NULL,
	"business_id_in_use" uuid,
	"user_agent" text,
	"address" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "user_sessions_id_pk" PRIMARY KEY("id")
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"password_hash" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "users_id_pk" PRIMARY KEY("id"),
	CONSTRAINT "users_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "dead_letters" (
	"business_id" uuid NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"delivery_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"channel_kind" text NOT NULL,
	"external_channel_id" text,
	"reason" text NOT NULL,
	"item" jsonb NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"replayed_at" timestamp with time zone,
	CONSTRAINT "dead_letters_business_id_id_pk" PRIMARY KEY("business_id","id"),
	CONSTRAINT "dead_letters_state" CHECK ("dead_letters"."state" in ('waiting', 'replayed'))
);
--> statement-breakpoint
ALTER TABLE "dead_letters" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "unrouted_items" (
	"delivery_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"channel_kind" text NOT NULL,
	"external_channel_id" text,
	"reason" text NOT NULL,
	"item" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "unrouted_items_delivery_id_position_pk" PRIMARY KEY("delivery_id","position")
);
--> statement-breakpoint
CREATE TABLE "webhook_deliveries" (
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"channel_kind" text NOT NULL,
	"body" text NOT NULL,
	"signed_for" text[],
	"state" text DEFAULT 'pending' NOT NULL,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL,
	"applied_at" timestamp with time zone,
	CONSTRAINT "webhook_deliveries_id_pk" PRIMARY KEY("id"),
	CONSTRAINT "webhook_deliveries_kind" CHECK ("webhook_deliveries"."channel_kind" in ('whatsapp')),
	CONSTRAINT "webhook_deliveries_state" CHECK ("webhook_deliveries"."state" in ('pending', 'applied'))
);
--> statement-breakpoint
ALTER TABLE "activities" ADD CONSTRAINT "activities_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "activities" ADD CONSTRAINT "activities_business_id_contact_id_contacts_business_id_id_fk" FOREIGN KEY ("business_id","contact_id") REFERENCES "public"."contacts"("business_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "business_logos" ADD CONSTRAINT "business_logos_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "locations" ADD CONSTRAINT "locations_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "channels" ADD CONSTRAINT "channels_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "channels" ADD CONSTRAINT "channels_business_id_location_id_locations_business_id_id_fk" FOREIGN KEY ("business_id","location_id") REFERENCES "public"."locations"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact_identities" ADD CONSTRAINT "contact_identities_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact_identities" ADD CONSTRAINT "contact_identities_business_id_contact_id_contacts_business_id_id_fk" FOREIGN KEY ("business_id","contact_id") REFERENCES "public"."contacts"("business_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_business_id_contact_id_contacts_business_id_id_fk" FOREIGN KEY ("business_id","contact_id") REFERENCES "public"."contacts"("business_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_business_id_channel_id_channels_business_id_id_fk" FOREIGN KEY ("business_id","channel_id") REFERENCES "public"."channels"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_business_id_location_id_locations_business_id_id_fk" FOREIGN KEY ("business_id","location_id") REFERENCES "public"."locations"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_business_id_assignee_id_members_business_id_id_fk" FOREIGN KEY ("business_id","assignee_id") REFERENCES "public"."members"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job_events" ADD CONSTRAINT "job_events_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job_queue" ADD CONSTRAINT "job_queue_run_id_job_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."job_runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job_runs" ADD CONSTRAINT "job_runs_event_id_job_events_id_fk" FOREIGN KEY ("event_id") REFERENCES "public"."job_events"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job_steps" ADD CONSTRAINT "job_steps_run_id_job_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."job_runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_business_id_invited_by_member_id_members_business_id_id_fk" FOREIGN KEY ("business_id","invited_by_member_id") REFERENCES "public"."members"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "members" ADD CONSTRAINT "members_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "members" ADD CONSTRAINT "members_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "members" ADD CONSTRAINT "members_business_id_location_id_locations_business_id_id_fk" FOREIGN KEY ("business_id","location_id") REFERENCES "public"."locations"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_business_id_conversation_id_conversations_business_id_id_fk" FOREIGN KEY ("business_id","conversation_id") REFERENCES "public"."conversations"("business_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_business_id_channel_id_channels_business_id_id_fk" FOREIGN KEY ("business_id","channel_id") REFERENCES "public"."channels"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_business_id_author_member_id_members_business_id_id_fk" FOREIGN KEY ("business_id","author_member_id") REFERENCES "public"."members"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "receipts" ADD CONSTRAINT "receipts_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "receipts" ADD CONSTRAINT "receipts_business_id_channel_id_channels_business_id_id_fk" FOREIGN KEY ("business_id","channel_id") REFERENCES "public"."channels"("business_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "realtime_events" ADD CONSTRAINT "realtime_events_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "channel_paces" ADD CONSTRAINT "channel_paces_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "channel_paces" ADD CONSTRAINT "channel_paces_business_id_channel_id_channels_business_id_id_fk" FOREIGN KEY ("business_id","channel_id") REFERENCES "public"."channels"("business_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recipient_paces" ADD CONSTRAINT "recipient_paces_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recipient_paces" ADD CONSTRAINT "recipient_paces_business_id_conversation_id_conversations_business_id_id_fk" FOREIGN KEY ("business_id","conversation_id") REFERENCES "public"."conversations"("business_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "password_resets" ADD CONSTRAINT "password_resets_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_sessions" ADD CONSTRAINT "user_sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dead_letters" ADD CONSTRAINT "dead_letters_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "unrouted_items" ADD CONSTRAINT "unrouted_items_delivery_id_webhook_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."webhook_deliveries"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "activities_of_contact" ON "activities" USING btree ("business_id","contact_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "locations_one_default" ON "locations" USING btree ("business_id") WHERE is_default;--> statement-breakpoint
CREATE UNIQUE INDEX "channels_one_per_account" ON "channels" USING btree ("kind","external_id") WHERE status <> 'disconnected';--> statement-breakpoint
CREATE UNIQUE INDEX "contact_identities_one_per_address" ON "contact_identities" USING btree ("business_id","channel_kind","address");--> statement-breakpoint
CREATE INDEX "contact_identities_by_contact" ON "contact_identities" USING btree ("business_id","contact_id");--> statement-breakpoint
CREATE UNIQUE INDEX "conversations_one_per_contact" ON "conversations" USING btree ("business_id","channel_id","contact_id");--> statement-breakpoint
CREATE INDEX "conversations_by_status" ON "conversations" USING btree ("business_id","status","last_message_at","id");--> statement-breakpoint
CREATE INDEX "conversations_counted" ON "conversations" USING btree ("business_id","status","assignee_id","unread_count");--> statement-breakpoint
CREATE INDEX "conversations_by_contact" ON "conversations" USING btree ("business_id","contact_id");--> statement-breakpoint
CREATE INDEX "job_events_waiting" ON "job_events" USING btree ("id") WHERE dispatched_at is null;--> statement-breakpoint
CREATE INDEX "job_events_dispatched" ON "job_events" USING btree ("dispatched_at");--> statement-breakpoint
CREATE INDEX "job_queue_available" ON "job_queue" USING btree ("available_at","id");--> statement-breakpoint
CREATE INDEX "job_queue_leases" ON "job_queue" USING btree ("lease_token") WHERE lease_token is not null;--> statement-breakpoint
CREATE INDEX "job_queue_awaited" ON "job_queue" USING btree ("awaited_event") WHERE awaited_event is not null;--> statement-breakpoint
CREATE INDEX "job_runs_by_event" ON "job_runs" USING btree ("event_id");--> statement-breakpoint
CREATE INDEX "job_runs_by_state" ON "job_runs" USING btree ("state","created_at");--> statement-breakpoint
CREATE INDEX "job_runs_deadline" ON "job_runs" USING btree ("deadline_at") WHERE deadline_at is not null and finished_at is null;--> statement-breakpoint
CREATE INDEX "job_runs_finished" ON "job_runs" USING btree ("finished_at");--> statement-breakpoint
CREATE UNIQUE INDEX "members_one_per_user" ON "members" USING btree ("business_id","user_id");--> statement-breakpoint
CREATE INDEX "members_by_user" ON "members" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "messages_one_per_provider_id" ON "messages" USING btree ("business_id","channel_id","provider_message_id") WHERE provider_message_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "messages_one_per_client_id" ON "messages" USING btree ("business_id","client_id") WHERE client_id is not null;--> statement-breakpoint
CREATE INDEX "messages_of_conversation" ON "messages" USING btree ("business_id","conversation_id","occurred_at","id");--> statement-breakpoint
CREATE INDEX "messages_under_way" ON "messages" USING btree ("state_at") WHERE state in ('queued', 'sending');--> statement-breakpoint
CREATE INDEX "messages_scheduled_of_conversation" ON "messages" USING btree ("business_id","conversation_id") WHERE state = 'scheduled';--> statement-breakpoint
CREATE INDEX "messages_scheduled" ON "messages" USING btree ("scheduled_for") WHERE state = 'scheduled';--> statement-breakpoint
CREATE UNIQUE INDEX "receipts_one_per_status" ON "receipts" USING btree ("business_id","channel_id","provider_message_id","status");--> statement-breakpoint
CREATE INDEX "realtime_events_by_transaction" ON "realtime_events" USING btree ("business_id","transaction");--> statement-breakpoint
CREATE INDEX "password_resets_by_user" ON "password_resets" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "user_sessions_by_user" ON "user_sessions" USING btree ("user_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "dead_letters_one_per_item" ON "dead_letters" USING btree ("business_id","delivery_id","position");--> statement-breakpoint
CREATE INDEX "unrouted_items_by_account" ON "unrouted_items" USING btree ("channel_kind","external_channel_id");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_by_state" ON "webhook_deliveries" USING btree ("state","received_at");--> statement-breakpoint
CREATE POLICY "business_rows" ON "activities" AS PERMISSIVE FOR ALL TO "frontdesk_app" USING (business_id = nullif(current_setting('app.business_id', true), '')::uuid) WITH CHECK (business_id = nullif(current_setting('app.business_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "business_rows" ON "business_logos" AS PERMISSIVE FOR ALL TO "frontdesk_app" USING (business_id = nullif(current_setting('app.business_id', true), '')::uuid) WITH CHECK (business_id = nullif(current_setting('app.business_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "business_rows" ON "businesses" AS PERMISSIVE FOR ALL TO "frontdesk_app" USING (id = nullif(current_setting('app.business_id', true), '')::uuid) WITH CHECK (id = nullif(current_setting('app.business_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_reads" ON "businesses" AS PERMISSIVE FOR SELECT TO "frontdesk_system" USING (true);--> statement-breakpoint
CREATE POLICY "business_rows" ON "locations" AS PERMISSIVE FOR ALL TO "frontdesk_app" USING (business_id = nullif(current_setting('app.business_id', true), '')::uuid) WITH CHECK (business_id = nullif(current_setting('app.business_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "business_rows" ON "channels" AS PERMISSIVE FOR ALL TO "frontdesk_app" USING (business_id = nullif(current_setting('app.business_id', true), '')::uuid) WITH CHECK (business_id = nullif(current_setting('app.business_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_reads" ON "channels" AS PERMISSIVE FOR SELECT TO "frontdesk_system" USING (true);--> statement-breakpoint
CREATE POLICY "business_rows" ON "contact_identities" AS PERMISSIVE FOR ALL TO "frontdesk_app" USING (business_id = nullif(current_setting('app.business_id', true), '')::uuid) WITH CHECK (business_id = nullif(current_setting('app.business_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "business_rows" ON "contacts" AS PERMISSIVE FOR ALL TO "frontdesk_app" USING (business_id = nullif(current_setting('app.business_id', true), '')::uuid) WITH CHECK (business_id = nullif(current_setting('app.business_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "business_rows" ON "conversations" AS PERMISSIVE FOR ALL TO "frontdesk_app" USING (business_id = nullif(current_setting('app.business_id', true), '')::uuid) WITH CHECK (business_id = nullif(current_setting('app.business_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "business_adds" ON "job_events" AS PERMISSIVE FOR INSERT TO "frontdesk_app" WITH CHECK (business_id = nullif(current_setting('app.business_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "business_reads" ON "job_events" AS PERMISSIVE FOR SELECT TO "frontdesk_app" USING (business_id = nullif(current_setting('app.business_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_rows" ON "job_events" AS PERMISSIVE FOR ALL TO "frontdesk_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "business_rows" ON "invitations" AS PERMISSIVE FOR ALL TO "frontdesk_app" USING (business_id = nullif(current_setting('app.business_id', true), '')::uuid) WITH CHECK (business_id = nullif(current_setting('app.business_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_reads" ON "invitations" AS PERMISSIVE FOR SELECT TO "frontdesk_system" USING (true);--> statement-breakpoint
CREATE POLICY "business_rows" ON "members" AS PERMISSIVE FOR ALL TO "frontdesk_app" USING (business_id = nullif(current_setting('app.business_id', true), '')::uuid) WITH CHECK (business_id = nullif(current_setting('app.business_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_reads" ON "members" AS PERMISSIVE FOR SELECT TO "frontdesk_system" USING (true);--> statement-breakpoint
CREATE POLICY "business_rows" ON "messages" AS PERMISSIVE FOR ALL TO "frontdesk_app" USING (business_id = nullif(current_setting('app.business_id', true), '')::uuid) WITH CHECK (business_id = nullif(current_setting('app.business_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_finds_under_way" ON "messages" AS PERMISSIVE FOR SELECT TO "frontdesk_system" USING (state in ('queued', 'sending'));--> statement-breakpoint
CREATE POLICY "system_finds_scheduled" ON "messages" AS PERMISSIVE FOR SELECT TO "frontdesk_system" USING (state = 'scheduled');--> statement-breakpoint
CREATE POLICY "business_rows" ON "receipts" AS PERMISSIVE FOR ALL TO "frontdesk_app" USING (business_id = nullif(current_setting('app.business_id', true), '')::uuid) WITH CHECK (business_id = nullif(current_setting('app.business_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "business_rows" ON "realtime_events" AS PERMISSIVE FOR ALL TO "frontdesk_app" USING (business_id = nullif(current_setting('app.business_id', true), '')::uuid) WITH CHECK (business_id = nullif(current_setting('app.business_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "system_reads" ON "realtime_events" AS PERMISSIVE FOR SELECT TO "frontdesk_system" USING (true);--> statement-breakpoint
CREATE POLICY "system_prunes" ON "realtime_events" AS PERMISSIVE FOR DELETE TO "frontdesk_system" USING (true);--> statement-breakpoint
CREATE POLICY "business_rows" ON "channel_paces" AS PERMISSIVE FOR ALL TO "frontdesk_app" USING (business_id = nullif(current_setting('app.business_id', true), '')::uuid) WITH CHECK (business_id = nullif(current_setting('app.business_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "business_rows" ON "recipient_paces" AS PERMISSIVE FOR ALL TO "frontdesk_app" USING (business_id = nullif(current_setting('app.business_id', true), '')::uuid) WITH CHECK (business_id = nullif(current_setting('app.business_id', true), '')::uuid);--> statement-breakpoint
CREATE POLICY "business_rows" ON "dead_letters" AS PERMISSIVE FOR ALL TO "frontdesk_app" USING (business_id = nullif(current_setting('app.business_id', true), '')::uuid) WITH CHECK (business_id = nullif(current_setting('app.business_id', true), '')::uuid);