import type { FormToFill } from '#server/channels/content.ts';
import type { Action } from '#server/channels/whatsapp/build-part.ts';

/** A button that opens a form, at a screen of ours or where the form's own server says. */
export function buildFlow(form: FormToFill & { label: string }): Action {
  const { flow, label, token, isDraft = false, start } = form;
  const parameters = {
    flow_message_version: '3',
    flow_token: token,
    ...('id' in flow ? { flow_id: flow.id } : { flow_name: flow.name }),
    flow_cta: label,
    ...(isDraft && { mode: 'draft' }),
    ...(start === undefined
      ? { flow_action: 'data_exchange' }
      : { flow_action: 'navigate', flow_action_payload: start }),
  };
  return { type: 'flow', action: { name: 'flow', parameters } };
}
