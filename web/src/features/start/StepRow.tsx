import { Button, Text, ThemeIcon } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Check } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Step } from './steps';

export function StepRow({ step, at }: { step: Step; at: number }) {
  const { t } = useTranslation();
  const done = step.state === 'done';
  return (
    <li className="row" aria-current={step.state === 'next' ? 'step' : undefined}>
      <ThemeIcon
        size={34}
        radius="xl"
        variant={done ? 'filled' : step.state === 'next' ? 'outline' : 'default'}
      >
        {done ? <Check size={18} aria-label={t('start.is_done')} /> : <span>{at}</span>}
      </ThemeIcon>
      <div className="grow">
        <Text fw={600}>{t(`start.${step.name}`)}</Text>
        <Text size="sm" c="dimmed">
          {t(done ? `start.${step.name}_done` : `start.${step.name}_why`)}
        </Text>
      </div>
      <Button
        component={Link}
        to={step.to}
        variant={step.state === 'next' ? 'filled' : 'default'}
        size="sm"
        aria-label={`${t(done ? 'start.look' : 'start.go')}: ${t(`start.${step.name}`)}`}
      >
        {t(done ? 'start.look' : 'start.go')}
      </Button>
    </li>
  );
}
