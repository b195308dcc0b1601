import { Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { FileText, Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { TemplateOut } from '@/api';
import { listTemplatesOptions } from '@/api/@tanstack/react-query.gen';
import { language } from '@/lib/format';
import { useMay } from '@/lib/may';
import { Empty } from '@/ui/Empty';
import { Page } from '@/ui/Page';
import { RowLink } from '@/ui/RowLink';
import { Rows } from '@/ui/Rows';
import { State } from '@/ui/State';
import { reasonWords } from './reason';
import { Sync } from './Sync';

export function Templates() {
  const { t } = useTranslation();
  const may = useMay()('templates.write');
  const query = useQuery(listTemplatesOptions());
  const add = may && (
    <Group gap="sm">
      <Sync />
      <Button component={Link} to="/templates/new" leftSection={<Plus size={18} aria-hidden />}>
        {t('templates.new')}
      </Button>
    </Group>
  );
  const empty = (
    <Empty icon={FileText} title={t('templates.none')} words={t('templates.none_why')}>
      {add}
    </Empty>
  );
  return (
    <Page
      title={t('nav.templates')}
      lead={t('templates.lead')}
      action={query.data?.length ? add : null}
    >
      <Rows query={query} empty={empty}>
        {(one) => <Row key={one.id} one={one} />}
      </Rows>
    </Page>
  );
}

function Row({ one }: { one: TemplateOut }) {
  const { t } = useTranslation();
  const facts = [language(one.language), t(`category.${one.category.toLowerCase()}`)];
  return (
    <div className="row">
      <RowLink
        to="/templates/$templateId"
        params={{ templateId: one.id }}
        sign={<FileText size={20} aria-hidden />}
        title={one.name}
        words={
          <>
            {facts.join(' · ')}
            {one.reason && (
              <Text size="sm" c="var(--mantine-color-error)" component="span" display="block">
                {reasonWords(one.reason, t)}
              </Text>
            )}
          </>
        }
      />
      <State of={one.state} />
    </div>
  );
}
