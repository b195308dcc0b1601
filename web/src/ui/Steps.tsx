import { Check } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import './steps.css';

/** Where somebody is on a way of several steps; `at` counts from 0. */
export function Steps({ names, at }: { names: string[]; at: number }) {
  const { t } = useTranslation();
  return (
    <ol className="steps" aria-label={t('steps.where', { at: at + 1, of: names.length })}>
      {names.map((name, index) => (
        <li key={name} aria-current={index === at ? 'step' : undefined} data-done={index < at}>
          <span className="steps-mark">
            {index < at ? <Check size={15} aria-label={t('steps.done')} /> : index + 1}
          </span>
          <span className="steps-name">{name}</span>
        </li>
      ))}
    </ol>
  );
}
