/** A template in our own words, whatever the provider's form; `{{…}}` marks a blank. */

export type TemplateHeader =
  | { kind: 'none' }
  | { kind: 'text'; text: string; sample: string }
  /** The provider's handle of a sample file. */
  | { kind: 'image' | 'video' | 'document'; sample: string }
  | { kind: 'location' };

export type TemplateButton =
  | { kind: 'quick_reply'; text: string }
  /** An address may end in one blank. */
  | { kind: 'url'; text: string; url: string; sample: string }
  | { kind: 'phone'; text: string; phone: string }
  | { kind: 'copy_code'; sample: string }
  /** One that only the provider's own tools make, such as a catalogue or a form. */
  | { kind: 'other'; text: string; type: string };

export interface TemplateParts {
  header: TemplateHeader;
  body: string;
  /** A sample for each blank of the body, by its name or number. */
  samples: Record<string, string>;
  footer: string;
  buttons: TemplateButton[];
}

/** What a template is made of at its provider, as far as our words go. */
export interface ReadTemplateParts extends TemplateParts {
  /** False where there is more to it: written anew from these parts it would lose that. */
  isWhole: boolean;
}

/** Whether blanks go by number or by name. */
export type ParameterFormat = 'positional' | 'named';

export const templateCategories = ['marketing', 'utility', 'authentication'] as const;
export type ProviderCategory = (typeof templateCategories)[number];
export type ProviderStatus =
  'pending' | 'approved' | 'rejected' | 'paused' | 'disabled' | 'deleted';

/** A template as it stands at the provider. */
export interface ProviderTemplate {
  providerTemplateId: string;
  name: string;
  language: string;
  category: ProviderCategory;
  status: ProviderStatus;
  statusReason: string | null;
  quality: string | null;
  parameterFormat: ParameterFormat;
  /** In the provider's form. */
  components: Record<string, unknown>[];
}

/** What is submitted for approval. */
export interface TemplateDraft {
  name: string;
  language: string;
  category: ProviderCategory;
  parameterFormat: ParameterFormat;
  components: Record<string, unknown>[];
}

export type TemplateFailureCode =
  | 'name_taken'
  | 'name_blocked'
  | 'invalid'
  | 'limit_reached'
  | 'not_editable'
  | 'not_found'
  | 'credentials_invalid'
  | 'permission_missing'
  | 'rate_limited'
  | 'unavailable'
  /** No answer came: what was asked for may have been done. */
  | 'outcome_unknown'
  | 'unknown_failure';

/** A known refusal; `message` says it to people. */
export interface TemplateFailure {
  code: TemplateFailureCode;
  message: string;
  providerCode?: string;
  providerDetail?: string;
  retryable: boolean;
}

export type TemplateResult<Value> =
  { ok: true; value: Value } | { ok: false; failure: TemplateFailure };
