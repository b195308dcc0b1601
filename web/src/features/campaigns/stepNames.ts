import { useTranslation } from 'react-i18next';

export function useStepNames(): string[] {
  const { t } = useTranslation();
  return ['audience', 'message', 'check'].map((name) => t(`plan.step.${name}`));
}
