import { Accordion, Checkbox, Fieldset, PasswordInput, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import {
  draftValue,
  fieldsOf,
  type InputDraft,
  isAdvanced,
  isRequired,
  kindOf,
  listPlaces,
  placeOf,
  type Schema,
} from './input-draft.ts';

/** A form that is being filled in. */
export interface InputForm {
  draft: InputDraft;
  onChange: (part: InputDraft) => void;
  /** What is wrong at a place, or null. */
  problemAt: (place: string) => string | null;
}

interface InputFieldProps {
  form: InputForm;
  at: string;
  schema: Schema;
  required: boolean;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function titleOf(schema: Schema, at: string): string {
  return textOf(schema['title']) ?? at.slice(at.lastIndexOf('.') + 1);
}

function Group({ form, at, schema }: InputFieldProps) {
  const problem = form.problemAt(at);
  return (
    <Fieldset legend={titleOf(schema, at)}>
      <Stack>
        {schema['description'] !== undefined && (
          <Text size="xs" c="dimmed">
            {textOf(schema['description'])}
          </Text>
        )}
        {problem !== null && (
          <Text size="sm" c="red" role="alert">
            {problem}
          </Text>
        )}
        <InputFields form={form} schema={schema} parent={at} />
      </Stack>
    </Fieldset>
  );
}

function Choice({ form, at, schema, required }: InputFieldProps) {
  const members = (schema['enum'] as readonly unknown[]).map(String);
  return (
    <Select
      {...{ label: titleOf(schema, at), description: textOf(schema['description']), required }}
      error={form.problemAt(at)}
      data={members}
      value={String(draftValue(form.draft, at, schema)) || null}
      onChange={(value) => form.onChange({ [at]: value ?? '' })}
    />
  );
}

/** One input, by whatever fits its schema. The browser checks nothing: the server tells everything at once. */
function InputField(props: InputFieldProps) {
  const { form, at, schema, required } = props;
  const value = draftValue(form.draft, at, schema);
  const kind = kindOf(schema);
  if (kind === 'group') return <Group {...props} />;
  if (kind === 'choice') return <Choice {...props} />;
  const shown = { label: titleOf(schema, at), description: textOf(schema['description']), error: form.problemAt(at) };
  if (typeof value === 'boolean') {
    return (
      <Checkbox {...shown} checked={value} onChange={(event) => form.onChange({ [at]: event.currentTarget.checked })} />
    );
  }
  const field = {
    ...shown,
    withAsterisk: required,
    value,
    onChange: (event: { currentTarget: { value: string } }) => form.onChange({ [at]: event.currentTarget.value }),
  };
  if (kind === 'secret') return <PasswordInput {...field} autoComplete="new-password" />;
  if (kind === 'list') return <Textarea {...field} autosize minRows={1} placeholder="One a line" />;
  if (kind === 'json') return <Textarea {...field} autosize minRows={1} />;
  return <TextInput {...field} {...(kind === 'number' ? { inputMode: 'numeric' } : {})} autoComplete="off" />;
}

interface InputFieldsProps {
  form: InputForm;
  schema: Schema;
  parent?: string;
}

/** Fields for special cases: folded away until somebody opens them, or something in them is wrong. */
function AdvancedFields({ form, places, children }: { form: InputForm; places: string[]; children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  const isWrong = places.some((place) => form.problemAt(place) !== null);
  return (
    <Accordion
      value={isOpen || isWrong ? 'advanced' : null}
      onChange={(value) => setOpen(value !== null)}
      variant="contained"
    >
      <Accordion.Item value="advanced">
        <Accordion.Control>More options</Accordion.Control>
        <Accordion.Panel>
          <Stack>{children}</Stack>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}

/** The fields of an object, in the order of its schema; those for special cases come last. */
export function InputFields({ form, schema, parent = '' }: InputFieldsProps) {
  const fieldOf = ([name, property]: [string, Schema]) => {
    const at = placeOf(parent, name);
    return <InputField key={at} form={form} at={at} schema={property} required={isRequired(schema, name)} />;
  };
  const fields = fieldsOf(schema);
  const advanced = fields.filter(([name, property]) => isAdvanced(schema, name, property));
  const places = advanced.flatMap(([name, property]) => {
    const at = placeOf(parent, name);
    return [at, ...listPlaces(property, at)];
  });
  return (
    <>
      {fields.filter((field) => !advanced.includes(field)).map(fieldOf)}
      {advanced.length > 0 && (
        <AdvancedFields form={form} places={places}>
          {advanced.map(fieldOf)}
        </AdvancedFields>
      )}
    </>
  );
}
