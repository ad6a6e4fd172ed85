/** The facts of an observed page: plain data, without conclusions. {@link observe} collects it, `question.ts` interprets it. */

/** A field that a person can see and type into. */
export interface FieldFacts {
  /** The number by which the element is found again in its document. Valid until the page is observed again. */
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
  /** Its label, or else the words next to it. */
  label: string;
  /** In characters. -1 if there is no limit. */
  maxLength: number;
  /** In pixels. */
  width: number;
  /** Index of its form. */
  form: number;
  /** Its value cannot be changed. */
  readOnly: boolean;
  disabled: boolean;
  /** It has a value. The value itself is never read. */
  filled: boolean;
  /** `aria-invalid`. */
  invalid: boolean;
  /** Fully transparent: bait for bots, or a field that other elements draw. */
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
  marks: string;
  /** The URL of a link, or the URL that a button sends its form to instead (`formaction`). Absolute, or empty. */
  target: string;
  /** Index of its form. -1 if it belongs to no form. */
  form: number;
  enabled: boolean;
  covered: boolean;
  layer: number;
}

/** A form, or elements that act as a form without a form element. */
export interface FormFacts {
  /** The absolute URL that it sends its input to. Empty if only a script decides that. */
  action: string;
  /** `id`, `name` and `aria-label`. */
  naming: string;
  marks: string;
  /** `role`. */
  role: string;
  /** Its own headings and legends. */
  heading: string;
  /** The last heading before it, which may also be about other things. */
  headingBefore: string;
  /** How many password fields it has, visible or not. */
  passwords: number;
  /** It asks for an existing password, visible or not (`current-password`). */
  currentPassword: boolean;
  /** The labels of its check boxes. */
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

/** Text that stands out: an alert, a status, the description of a field. */
interface MessageFacts {
  text: string;
  /** `id` and classes. */
  marks: string;
}

/** One document: the page's, or that of a frame in it. */
export interface DocumentFacts {
  /** Identifies the document. A different value means that the page was loaded again. */
  document: string;
  url: string;
  title: string;
  headings: string[];
  /** The readable text, line by line, without captions. */
  lines: string[];
  /** The text alternatives of images. */
  pictures: string[];
  forms: FormFacts[];
  fields: FieldFacts[];
  controls: ControlFacts[];
  layers: LayerFacts[];
  messages: MessageFacts[];
}

/** A page: its own document first, then those of the frames from the page's own host. */
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
  /** Requests since something was sent. */
  requestsSinceSent: number;
  /** Those of them that submit something. */
  submissionsSinceSent: number;
  /** HTTP status of the current document. 0 if there was none. */
  status: number;
  /** Time since the answer to the submission, in ms. */
  answeredMs: number | undefined;
  /** HTTP status of the answer to the submission. */
  submissionStatus: number | undefined;
  /** Why the submission was neither accepted nor refused, as a clause. `undefined` if it was answered. */
  unjudged: string | undefined;
  /** The interceptor that answered in place of the tenant, if it names itself: bot protection, a firewall, a proxy. */
  interceptedBy?: string | undefined;
  /** The wait that the page, or the answer to the submission, asks for, in ms. */
  asksToWaitMs: number | undefined;
}

/** Returns the form that a field or button belongs to. */
export function formOf(document: DocumentFacts, { form }: { form: number }): FormFacts | undefined {
  return form < 0 ? undefined : document.forms[form];
}

/** Returns all readable text of a document, to find out what it is about. */
export function readable({ title, headings, lines }: DocumentFacts): string {
  return [title, ...headings, ...lines].join(' · ');
}
