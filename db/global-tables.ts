/**
 * Tables that belong to no business, by name: logins and what guards them, providers' calls before
 * anybody knows whom they are for, and how work is carried out. Every other table is a tenant's.
 */
export const globalTables = [
  'users',
  'user_sessions',
  'password_resets',
  'sign_in_attempts',
  'webhook_deliveries',
  'unrouted_items',
  'job_events',
  'job_runs',
  'job_run_events',
  'job_steps',
  'job_queue',
  'job_gates',
  'job_crons',
];
