/** The facts of an observed page: plain data, without conclusions. `observe.ts` collects it, `question.ts` interprets it. */

/** A field that a person can see and type into. */
export interface FieldFacts {
  /** Identifies the element in its document until the page is observed again. */
  ref: number;
  /** Its position in the document. */
  order: number;
  /** `textarea`, or the type of the input: `text`, `email`, `tel`, `number`, `url`, `password`. */
  type: string;
  name: string;
  id: string;
  autocomplete: string;
  inputMode: string;
  placeholder: string;
  /** Its label, or else the text next to it. */
  label: string;
  /** In characters. -1 if there is no limit. */
  maxLength: number;
  /** In pixels. */
  width: number;
  /** Index of its form. */
  form: number;
  readOnly: boolean;
  disabled: boolean;
  /** It has a value. The value itself is never read. */
  filled: boolean;
  /** `aria-invalid`. */
  invalid: boolean;
  /** Fully transparent: bait for bots, or a field for which other elements show the input. */
  transparent: boolean;
  /** Another element covers it. */
  covered: boolean;
  /** Index of the layer that contains it. -1 on the page itself. */
  layer: number;
}

/** A button, or a link. */
export interface ControlFacts {
  ref: number;
  order: number;
  kind: 'button' | 'link';
  /** It submits its form on its own. */
  submits: boolean;
  caption: string;
  /** `name`, `id`, `value`, `aria-controls` and similar attributes, unchanged. */
  naming: string;
  /** Classes and test IDs: a hint at best. */
  classes: string;
  /** The URL of a link, or the one to which a button sends its form (`formaction`). Absolute, or empty. */
  target: string;
  /** Index of its form. -1 if it belongs to no form. */
  form: number;
  enabled: boolean;
  covered: boolean;
  layer: number;
}

/** A form, or elements that act as one without a form element. */
export interface FormFacts {
  /** The absolute URL to which it sends its input. Empty if only a script decides that. */
  action: string;
  /** `id`, `name` and `aria-label`. */
  naming: string;
  classes: string;
  /** `role`. */
  role: string;
  /** Its own headings and legends. */
  heading: string;
  /** The last heading before it, which may also be about something else. */
  headingBefore: string;
  /** How many password fields it has, visible or not. */
  passwords: number;
  /** It asks for an existing password, visible or not (`current-password`). */
  currentPassword: boolean;
  /** The names and labels of its check boxes. */
  choices: string;
}

/** Something that covers the page, or is fixed to the window: a dialog, a banner. */
interface LayerFacts {
  /** `role`, `id`, classes, `aria-label`. */
  naming: string;
  text: string;
  /** It takes up most of the window, or is a modal dialog. */
  large: boolean;
}

/** Prominent text: an alert, a status, the description of an invalid field. */
interface MessageFacts {
  text: string;
  /** `id` and classes. */
  classes: string;
}

/** One document: the page's own, or that of a frame. */
export interface DocumentFacts {
  /** Identifies the document. It changes when the page is loaded again. */
  document: string;
  url: string;
  title: string;
  headings: string[];
  /** The readable text by lines, without captions. */
  lines: string[];
  /** The text alternatives of images. */
  imageTexts: string[];
  forms: FormFacts[];
  fields: FieldFacts[];
  controls: ControlFacts[];
  layers: LayerFacts[];
  messages: MessageFacts[];
}

/** A page: its own document first, then those of its own frames. */
export interface PageFacts {
  documents: DocumentFacts[];
  /** Hosts of visible frames from other hosts. Their content is not observed. */
  otherFrames: string[];
}

/** The state of the page's requests. */
export interface TrafficFacts {
  /** An answer is still expected. */
  busy: boolean;
  /** Time since the last answer, in ms. */
  quietMs: number;
  /** The number of requests since something was sent. */
  requestsSinceSent: number;
  /** The number of those requests that submit something. */
  submissionsSinceSent: number;
  /** HTTP status of the current document. 0 if there was none. */
  status: number;
  /** Time since the answer to the submission, in ms. */
  answeredMs: number | undefined;
  /** HTTP status of the answer to the submission. */
  submissionStatus: number | undefined;
  /** Why the submission was neither accepted nor refused, as a clause. `undefined` if it was answered. */
  whyUndecided: string | undefined;
  /** The interceptor that answered in place of the tenant, if it identifies itself: bot protection, a firewall, a proxy. */
  interceptedBy?: string | undefined;
  /** The wait that the page, or the answer to the submission, asks for, in ms. */
  asksToWaitMs: number | undefined;
}

/** Returns the form that a field or button belongs to. */
export function formOf(document: DocumentFacts, { form }: { form: number }): FormFacts | undefined {
  return form < 0 ? undefined : document.forms[form];
}

/** Returns all readable text of a document. */
export function readable({ title, headings, lines }: DocumentFacts): string {
  return [title, ...headings, ...lines].join(' · ');
}
