/** The steps of a walk through a sign-in, as data for checks, and as text for reports. */
import type { PressStep } from './decide/next.ts';

/** One step of a walk. */
export type Step =
  | { did: 'typed'; what: 'email address' | 'password'; again: boolean }
  /** `from`: the source that the passcode was read from. */
  | { did: 'typed a passcode'; from: string }
  | { did: 'allowed' }
  | { did: 'denied' }
  /** A button that sends nothing. */
  | { did: 'pressed'; caption: string; to: PressStep['as'] }
  | { did: 'went back' }
  | { did: 'went to the password form'; path: string }
  | { did: 'waited'; ms: number }
  | { did: 'waited for a person' }
  /** The button that the walk took for “allow” did something else. */
  | { did: 'tried again'; because: 'it signed out' | 'it denied' };

/** Why a button was pressed, if the step's name is not plain English. */
const PURPOSES: Partial<Record<PressStep['as'], string>> = {
  skip: 'skip a question',
  'clear the way': 'close a banner or dialog',
  'request email': 'request the code by email',
};

/** Describes a step as a clause: `typed the password`. */
export function describeStep(step: Step): string {
  switch (step.did) {
    case 'typed':
      return `typed the ${step.what}${step.again ? ' again, because the page had expired' : ''}`;
    case 'typed a passcode':
      return `typed a passcode from ${step.from}`;
    case 'allowed':
      return 'allowed the client on the consent page';
    case 'denied':
      return 'denied the client on the consent page';
    case 'pressed':
      return `pressed “${step.caption}” to ${PURPOSES[step.to] ?? step.to}`;
    case 'went back':
      return 'went back to the authorization request';
    case 'went to the password form':
      return `went to ${step.path}`;
    case 'waited':
      return `waited ${String(Math.ceil(step.ms / 1000))} s, as the page asked`;
    case 'waited for a person':
      return 'waited for a person to sign in in the visible browser';
    case 'tried again':
      return step.because === 'it denied'
        ? 'tried another button, because that one denied access'
        : 'started over, because that button signed out';
  }
}
