import { useNavigate, useSearch } from '@tanstack/react-router';

/** The step stands in the address, so that the browser's back button goes one step back. */
export const stepIn = ({ step }: Record<string, unknown>): { step?: number } =>
  Number.isInteger(step) && (step as number) > 0 ? { step: step as number } : {};

/** On which step of a way one is, counted from 0; never beyond what can be `reached` yet. */
export function useStep(reached: number): [at: number, go: (to: number) => void] {
  const { step = 0 } = useSearch({ strict: false }) as { step?: number };
  const navigate = useNavigate();
  const go = (to: number) => void navigate({ to: '.', search: (to ? { step: to } : {}) as never });
  return [Math.min(step, reached), go];
}
