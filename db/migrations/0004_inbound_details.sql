ALTER TABLE "contacts" ADD COLUMN "username" text;--> statement-breakpoint
ALTER TABLE "contacts" ADD COLUMN "username_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "failure_detail" text;--> statement-breakpoint
ALTER TABLE "receipts" ADD COLUMN "failure_detail" text;--> statement-breakpoint
ALTER TABLE "templates" ADD COLUMN "quality_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "templates" ADD COLUMN "category_at" timestamp with time zone;