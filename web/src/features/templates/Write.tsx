import { Button, Group, Select, Text, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createTemplate, editTemplate, submitTemplate, type TemplateOut } from '@/api';
import {
  listNumbersOptions,
  listTemplatesQueryKey,
  showTemplateOptions,
} from '@/api/@tanstack/react-query.gen';
import { useSend } from '@/lib/form';
import { Back } from '@/ui/Back';
import { Page } from '@/ui/Page';
import { FormTrouble, Whose } from '@/ui/Problem';
import { draftOf, EMPTY, shapeOf } from './draft';
import { Editor } from './Editor';
import { useLint } from './lint';
import { TemplateBubble } from '@/ui/message/TemplateBubble';
import './editor.css';

/** Writing a template: the words at the left, the person's phone at the right. */
export function Write({ old, showOther }: { old?: TemplateOut; showOther?: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { data: numbers = [] } = useQuery(listNumbersOptions());
  const [chosen, setNumber] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const [submits, setSubmits] = useState(true);
  const numberId = chosen ?? numbers[0]?.id ?? '';
  const form = useForm({ initialValues: old ? draftOf(old.shape) : EMPTY });
  const shape = shapeOf(form.values);
  const { findings, of } = useLint(shape);
  const wrong = (where: string, written: unknown) => (written || tried ? of(where) : undefined);
  const { submit, busy, trouble, isOutdated, overwrite } = useSend(
    form,
    async (draft, { once, overwrite }) => {
      setTried(true);
      const body = { template: shapeOf(draft) as Record<string, unknown>, media_id: draft.mediaId };
      const seen = overwrite ? null : old?.version_id;
      const { data } = old
        ? await editTemplate({
            path: { template_id: old.id },
            body: { ...body, seen },
            throwOnError: true,
          })
        : await createTemplate({
            body: { ...body, number_id: numberId },
            headers: once,
            throwOnError: true,
          });
      const path = { template_id: data.id };
      if (submits) await submitTemplate({ path, body: { number_id: numberId } });
      await queries.invalidateQueries({ queryKey: listTemplatesQueryKey() });
      await queries.invalidateQueries({ queryKey: showTemplateOptions({ path }).queryKey });
      await navigate({ to: '/templates/$templateId', params: { templateId: data.id } });
    },
  );
  return (
    <Page
      back={<Back to="/templates" label={t('nav.templates')} />}
      title={t(old ? 'templates.edit_title' : 'templates.new')}
      lead={t('templates.write_lead')}
    >
      {!numbers.length && <FormTrouble words={t('templates.no_number')} />}
      <div className="writing">
        <form onSubmit={submit} noValidate>
          <FormTrouble words={trouble}>
            {isOutdated && <Whose keepMine={overwrite} showOther={showOther} />}
          </FormTrouble>
          {numbers.length > 1 && !old && (
            <Select
              mb="md"
              label={t('templates.number')}
              data={numbers.map(({ id, name, display }) => ({ value: id, label: name || display }))}
              value={numberId}
              onChange={setNumber}
              allowDeselect={false}
            />
          )}
          <Editor form={form} wrong={wrong} isNew={!old} numberId={numberId} />
          {tried && findings.length > 0 && (
            <Text c="var(--mantine-color-error)" mt="md" role="status">
              {t('templates.findings', { count: findings.length })}
            </Text>
          )}
          <Group mt="lg">
            <Button
              type="submit"
              loading={busy && submits}
              disabled={!numberId || busy}
              onClick={() => setSubmits(true)}
            >
              {t('templates.submit')}
            </Button>
            <Button
              type="submit"
              variant="default"
              loading={busy && !submits}
              disabled={!numberId || busy}
              onClick={() => setSubmits(false)}
            >
              {t('templates.keep')}
            </Button>
          </Group>
        </form>
        <aside>
          <Title order={2} size="h4" mb="xs">
            {t('templates.preview')}
          </Title>
          <TemplateBubble
            label={t('templates.preview')}
            shape={shape}
            values={form.values.samples}
            empty={t('templates.body_here')}
          />
        </aside>
      </div>
    </Page>
  );
}
