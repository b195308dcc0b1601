/** Letters from right to left, and marks that turn the text around them. */
const TURNS = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u202a-\u202e\u2066-\u2069]/;

/** A word of somebody else in a sentence of ours: it cannot turn what stands beside it. */
export const isolated = (value: string) => (TURNS.test(value) ? `\u2068${value}\u2069` : value);

/** Nothing that an eye could see: spaces, marks without width, unassigned signs. */
const UNSEEN = /^[\p{C}\p{Z}\u115f\u1160\u2800\u3164\uffa0]*$/u;

/** A name, or null where it would show as nothing. */
export const seen = (name: string | null | undefined) => (name && !UNSEEN.test(name) ? name : null);
