CREATE TABLE "job_crons" (
	"function_id" text NOT NULL,
	"cron" text NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	"last_at" timestamp with time zone,
	CONSTRAINT "job_crons_function_id_cron_pk" PRIMARY KEY("function_id","cron")
);
--> statement-breakpoint
CREATE TABLE "job_gates" (
	"function_id" text NOT NULL,
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	"ready_at" timestamp with time zone,
	CONSTRAINT "job_gates_function_id_kind_key_pk" PRIMARY KEY("function_id","kind","key"),
	CONSTRAINT "job_gates_kind" CHECK ("job_gates"."kind" in ('throttle', 'rateLimit'))
);
--> statement-breakpoint
CREATE TABLE "job_run_events" (
	"run_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"event_id" uuid NOT NULL,
	CONSTRAINT "job_run_events_run_id_position_pk" PRIMARY KEY("run_id","position")
);
--> statement-breakpoint
DROP INDEX "job_queue_available";--> statement-breakpoint
ALTER TABLE "job_events" ADD COLUMN "function_id" text;--> statement-breakpoint
ALTER TABLE "job_events" ADD COLUMN "invoked_by" uuid;--> statement-breakpoint
ALTER TABLE "job_queue" ADD COLUMN "throttle_key" text;--> statement-breakpoint
ALTER TABLE "job_runs" ADD COLUMN "limit_keys" text[];--> statement-breakpoint
ALTER TABLE "job_runs" ADD COLUMN "singleton_key" text;--> statement-breakpoint
ALTER TABLE "job_runs" ADD COLUMN "open_key" text;--> statement-breakpoint
ALTER TABLE "job_runs" ADD COLUMN "open_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "job_run_events" ADD CONSTRAINT "job_run_events_run_id_job_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."job_runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job_run_events" ADD CONSTRAINT "job_run_events_event_id_job_events_id_fk" FOREIGN KEY ("event_id") REFERENCES "public"."job_events"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "job_crons_next" ON "job_crons" USING btree ("next_at");--> statement-breakpoint
CREATE INDEX "job_gates_ready" ON "job_gates" USING btree ("ready_at") WHERE ready_at is not null;--> statement-breakpoint
CREATE INDEX "job_gates_next" ON "job_gates" USING btree ("next_at");--> statement-breakpoint
CREATE INDEX "job_run_events_by_event" ON "job_run_events" USING btree ("event_id");--> statement-breakpoint
CREATE INDEX "job_queue_throttled" ON "job_queue" USING btree ("function_id","throttle_key","available_at","id") WHERE throttle_key is not null;--> statement-breakpoint
CREATE INDEX "job_runs_singleton" ON "job_runs" USING btree ("function_id","singleton_key") WHERE singleton_key is not null and finished_at is null;--> statement-breakpoint
CREATE INDEX "job_runs_open" ON "job_runs" USING btree ("function_id","open_key") WHERE open_key is not null;--> statement-breakpoint
CREATE INDEX "job_runs_open_until" ON "job_runs" USING btree ("open_until") WHERE open_until is not null;--> statement-breakpoint
CREATE INDEX "job_queue_available" ON "job_queue" USING btree ("available_at","id") WHERE throttle_key is null;--> statement-breakpoint
ALTER TABLE "job_runs" DROP COLUMN "limit_key";--> statement-breakpoint
ALTER POLICY "business_adds" ON "job_events" TO frontdesk_app WITH CHECK (business_id = nullif(current_setting('app.business_id', true), '')::uuid and function_id is null);