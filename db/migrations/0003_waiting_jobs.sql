ALTER TABLE "job_queue" DROP CONSTRAINT "job_queue_kind";--> statement-breakpoint
ALTER TABLE "job_runs" DROP CONSTRAINT "job_runs_state";--> statement-breakpoint
ALTER TABLE "job_events" ADD COLUMN "transaction" bigint DEFAULT pg_current_xact_id()::text::bigint NOT NULL;--> statement-breakpoint
ALTER TABLE "job_queue" ADD COLUMN "deaths" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "job_queue" ADD COLUMN "awaited_event" text;--> statement-breakpoint
ALTER TABLE "job_queue" ADD COLUMN "awaited_if" text;--> statement-breakpoint
ALTER TABLE "job_queue" ADD COLUMN "awaited_since" text;--> statement-breakpoint
ALTER TABLE "job_queue" ADD COLUMN "result" json;--> statement-breakpoint
ALTER TABLE "job_runs" ADD COLUMN "invoked_by" uuid;--> statement-breakpoint
ALTER TABLE "job_runs" ADD COLUMN "deadline_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "job_queue_awaited" ON "job_queue" USING btree ("awaited_event") WHERE awaited_event is not null;--> statement-breakpoint
CREATE INDEX "job_runs_deadline" ON "job_runs" USING btree ("deadline_at") WHERE deadline_at is not null and finished_at is null;--> statement-breakpoint
ALTER TABLE "job_queue" ADD CONSTRAINT "job_queue_kind" CHECK ("job_queue"."kind" in ('discovery', 'step', 'timer', 'wait', 'invoke'));--> statement-breakpoint
ALTER TABLE "job_runs" ADD CONSTRAINT "job_runs_state" CHECK ("job_runs"."state" in ('queued', 'running', 'completed', 'failed', 'cancelled'));