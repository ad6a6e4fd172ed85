/** What was seen of a page: plain data, without a judgement. {@link observe} makes it, and `question.ts` makes sense of it. */

/** A field that a person sees and could type into. */
export interface FieldFacts {
  /** The mark by which the element is found again in its document; good until the page is looked at anew. */
  ref: number;
  /** Its place in the document, to tell what comes before what. */
  order: number;
  /** `textarea`, or the type of the input: `text`, `email`, `tel`, `number`, `url`, `password`. */
  type: string;
  name: string;
  id: string;
  autocomplete: string;
  inputMode: string;
  placeholder: string;
  /** What its label says, or else the words right beside it. */
  label: string;
  /** Characters; -1 where there is no bound. */
  maxLength: number;
  /** Pixels. */
  width: number;
  /** Index of its form. */
  form: number;
  /** What is in it cannot be changed. */
  readOnly: boolean;
  disabled: boolean;
  /** Something stands in it. What it is, is never looked at. */
  filled: boolean;
  /** `aria-invalid`. */
  invalid: boolean;
  /** Fully transparent: bait for robots, or a field that is drawn by other elements. */
  transparent: boolean;
  /** Something else lies over it. */
  covered: boolean;
  /** Index of the layer that it stands in; -1 on the page itself. */
  layer: number;
}

/** A button, or a link. */
export interface ControlFacts {
  ref: number;
  order: number;
  kind: 'button' | 'link';
  /** It sends its form by itself. */
  submits: boolean;
  caption: string;
  /** `name`, `id`, `value`, `aria-controls` and the like, as they are written. */
  naming: string;
  /** Classes and test ids: a hint at best. */
  marks: string;
  /** Where a link leads, or where a button sends its form instead (`formaction`): absolute, or empty. */
  target: string;
  /** Index of its form; -1 where it belongs to none. */
  form: number;
  enabled: boolean;
  covered: boolean;
  layer: number;
}

/** A form; or what stands together like one, where there is no element for it. */
export interface FormFacts {
  /** Where it sends what is in it: absolute; empty where only a script can know. */
  action: string;
  /** `id`, `name` and `aria-label`. */
  naming: string;
  marks: string;
  /** `role`. */
  role: string;
  /** Its own headings and legends. */
  heading: string;
  /** The last heading before it, which may be about other things as well. */
  headingBefore: string;
  /** Passwords that it has, visible or not. */
  passwords: number;
  /** A password that is already there is asked for, visible or not (`current-password`). */
  currentPassword: boolean;
  /** What its check boxes say. */
  choices: string;
}

/** Something that lies over the page, or is fixed to the window: a dialog, a banner. */
interface LayerFacts {
  /** `role`, `id`, classes, `aria-label`. */
  naming: string;
  text: string;
  /** It takes up most of the window, or is a modal dialog. */
  large: boolean;
}

/** Words that stand out: an alert, a status, what a field is described by. */
interface MessageFacts {
  text: string;
  /** `id` and classes. */
  marks: string;
}

/** One document: the page's, or that of a frame in it. */
export interface DocumentFacts {
  /** Names the document: another one means that the page was loaded anew. */
  document: string;
  url: string;
  title: string;
  headings: string[];
  /** What can be read, line by line, captions left out. */
  lines: string[];
  /** What pictures show, in words. */
  pictures: string[];
  forms: FormFacts[];
  fields: FieldFacts[];
  controls: ControlFacts[];
  layers: LayerFacts[];
  messages: MessageFacts[];
}

/** A page: its own document first, then those of the frames that are the tenant's own. */
export interface PageFacts {
  documents: DocumentFacts[];
  /** Hosts of visible frames that are somebody else's: they are not looked into. */
  otherFrames: string[];
}

/** What the page's requests have come to. */
export interface TrafficFacts {
  /** Something that was asked for is still to come. */
  busy: boolean;
  /** Milliseconds since the last answer. */
  quietMs: number;
  /** Requests since something was sent. */
  requestsSinceSent: number;
  /** Among them, those that carry something. */
  submissionsSinceSent: number;
  /** HTTP status of the document that is shown; 0 where none came. */
  status: number;
  /** Milliseconds since what was sent was answered. */
  answeredMs: number | undefined;
  /** HTTP status of the answer to what was sent. */
  submissionStatus: number | undefined;
  /** Why nobody has judged what was sent, as a clause; nothing if it was answered. */
  unjudged: string | undefined;
  /** What has answered in the place of the tenant, by its own word: bot protection, a firewall, a proxy. */
  interceptedBy?: string | undefined;
  /** Milliseconds that the page, or the answer to what was sent, asks to wait. */
  asksToWaitMs: number | undefined;
}

/** The form that a field or a button belongs to. */
export function formOf(document: DocumentFacts, { form }: { form: number }): FormFacts | undefined {
  return form < 0 ? undefined : document.forms[form];
}

/** All that can be read, for what a document is about as a whole. */
export function readable({ title, headings, lines }: DocumentFacts): string {
  return [title, ...headings, ...lines].join(' · ');
}
