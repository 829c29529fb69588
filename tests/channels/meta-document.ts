import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

type Schema = Record<string, unknown>;
interface Examples {
  post: {
    requestBody: {
      content: { 'application/json': { examples: Record<string, { value: unknown }> } };
    };
  };
}
interface OpenApi {
  components: { schemas: Record<string, Schema> };
  paths: Record<string, Examples>;
}

const MESSAGES = '/{Version}/{Phone-Number-ID}/messages';
const WEBHOOKS = '/whatsapp/webhooks';

export interface MetaDocument {
  /** The published bodies of POST /messages by name. */
  sendExamples: Record<string, { value: unknown }>;
  /** The published webhook deliveries by name. */
  webhookExamples: Record<string, { value: unknown }>;
  validatorOf(schemaName: string): ValidateFunction;
}

/** Meta's file with its contradictions mended, so that its schemas can be met at all. */
export function readMetaDocument(text: string): MetaDocument {
  const document = parse(text, { maxAliasCount: -1 }) as OpenApi;
  const { schemas } = document.components;
  for (const schema of Object.values(schemas)) closeAfterCombining(schema);
  allowTrackingField(schemas);
  allowWhatItsExamplesHold(schemas);
  pointWebhooksAtIncomingText(schemas);
  for (const name of INCOMING) baseOnIncoming(schemas[name]);
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addFormat('url', true);
  ajv.addSchema({ $id: 'meta', components: { schemas } });
  return {
    sendExamples: examplesOf(document, MESSAGES),
    webhookExamples: examplesOf(document, WEBHOOKS),
    validatorOf: (name) => ajv.compile({ $ref: `meta#/components/schemas/${name}` }),
  };
}

/** `additionalProperties: false` beside a base in `allOf` forbids the base's own properties. */
function closeAfterCombining(schema: Schema): void {
  if (!Array.isArray(schema.allOf)) return;
  for (const part of schema.allOf as Schema[]) {
    if (part.additionalProperties !== false) continue;
    delete part.additionalProperties;
    schema.unevaluatedProperties = false;
  }
}

/** The file knows the tracking field for calls, and its own prose for messages; the schema forgot it. */
function allowTrackingField(schemas: Record<string, Schema>): void {
  const base = schemas.BaseMessageProperties?.properties as Schema | undefined;
  if (base !== undefined) base.biz_opaque_callback_data = { type: 'string' };
}

/**
 * The schemas of what is sent forbid what the file's own prose and examples hold: places as numbers,
 * buttons that open an address, bills and how far an order has come.
 */
function allowWhatItsExamplesHold(schemas: Record<string, Schema>): void {
  const place = propertiesOf(schemas.LocationMessage, 'location');
  for (const name of ['latitude', 'longitude']) if (place) place[name] = { type: 'number' };
  const interactive = schemas.InteractiveObject?.properties as Record<string, Schema> | undefined;
  const types = interactive?.type?.enum as string[] | undefined;
  types?.push('cta_url', 'order_details', 'order_status');
  const actions = schemas.ActionObject?.oneOf as Schema[] | undefined;
  for (const name of ['cta_url', 'review_and_pay', 'review_order']) {
    const properties = { name: { const: name }, parameters: { type: 'object' } };
    actions?.push({ required: ['name', 'parameters'], properties });
  }
  allowWhatItsTemplatesHold(schemas);
}

/** A language without the policy of former days, and buttons at any place and of any kind. */
function allowWhatItsTemplatesHold(schemas: Record<string, Schema>): void {
  if (schemas.LanguageObject) schemas.LanguageObject.required = ['code'];
  const component = schemas.TemplateComponent?.properties as Record<string, Schema> | undefined;
  if (component?.index) component.index.pattern = '^[0-9]$';
  (component?.sub_type?.enum as string[] | undefined)?.push('copy_code', 'flow');
}

function propertiesOf(schema: Schema | undefined, name: string): Schema | undefined {
  const parts = (schema?.allOf ?? []) as { properties?: Record<string, Schema> }[];
  const part = parts.find(({ properties }) => properties?.[name] !== undefined);
  return part?.properties?.[name]?.properties as Schema | undefined;
}

/** Incoming messages point at the outgoing schemas of the same name: names collided when files were merged. */
function pointWebhooksAtIncomingText(schemas: Record<string, Schema>): void {
  const from = { $ref: '#/components/schemas/BaseMessageProperties_1' };
  const text = schemas.TextMessage_2;
  if (text === undefined || !Array.isArray(text.allOf)) return;
  text.allOf[0] = from;
  const value = schemas.IncomingMessageValueGeneral?.properties as Schema | undefined;
  const messages = value?.messages as Schema | undefined;
  if (messages !== undefined) messages.items = { $ref: '#/components/schemas/TextMessage_2' };
}

/** The schemas of what comes in, but for the text. */
const INCOMING = [
  'ReactionMessage_1',
  'AudioMessage_1',
  'DocumentMessage_1',
  'ImageMessage_1',
  'StickerMessage_1',
  'VideoMessage_1',
  'LocationMessage_1',
  'ContactSharingMessage',
  'UnsupportedMessage',
  'ButtonMessage',
  'InteractiveMessageReply',
  'OrderMessage',
  'SystemMessage',
];

/** They stand on the base of what is sent, by the same collision of names. */
function baseOnIncoming(schema: Schema | undefined): void {
  if (!Array.isArray(schema?.allOf)) return;
  schema.allOf[0] = { $ref: '#/components/schemas/BaseMessageProperties_1' };
}

function examplesOf(document: OpenApi, path: string): Record<string, { value: unknown }> {
  return document.paths[path]?.post.requestBody.content['application/json'].examples ?? {};
}
