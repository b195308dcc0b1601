import { Alert, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContactOut } from '@/api';
import { TemplateBubble } from '@/ui/message/TemplateBubble';
import type { Shape } from '@/lib/template';
import { PersonChoice } from './PersonChoice';
import { gapsIn, valuesFor, type Mapping } from './plan';

/** The message as one real person will see it. */
export function Preview({ shape, mapping }: { shape: Shape; mapping: Mapping }) {
  const { t } = useTranslation();
  const [person, setPerson] = useState<ContactOut>();
  const empty = gapsIn(mapping);
  return (
    <Stack gap="sm">
      <PersonChoice label={t('plan.as_seen_by')} value={person} onChange={setPerson} takeFirst />
      <TemplateBubble label={t('plan.preview')} shape={shape} values={valuesFor(mapping, person)} />
      {empty.length > 0 && (
        <Alert color="yellow" role="status">
          {t('plan.no_fallback', { names: empty.join(', ') })}
        </Alert>
      )}
    </Stack>
  );
}
