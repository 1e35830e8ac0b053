"""The families of connectors that store, move, check and describe data, a chain each; `bi_families` has the others."""

from pyatlan.model import assets as a
from pyatlan.model.enums import AIApplicationDevelopmentStage, AIModelStatus, FileType

from connector_chain import chain, created, minimal

SQL_TOP = (
    created(a.Database),
    created(a.Schema, database_qualified_name=a.Database, database_name=a.Database),
)
TABLE = created(a.Table, schema_qualified_name=a.Schema)
COLUMN = created(a.Column, parent_qualified_name=a.Table, parent_type=a.Table, order=1)

WAREHOUSES = (
    chain("postgres", *SQL_TOP, TABLE, COLUMN),
    chain(
        "oracle",
        *SQL_TOP,
        TABLE,
        created(a.MaterialisedView, schema_qualified_name=a.Schema),
        created(a.Procedure, schema_qualified_name=a.Schema, definition="begin null; end;"),
        created(a.TablePartition, table_qualified_name=a.Table),
        created(a.View, schema_qualified_name=a.Schema),
    ),
    chain("sap-hana", *SQL_TOP, minimal(a.CalculationView, atlan_schema=a.Schema, calculation_view_name="cv")),
    chain(
        "snowflake",
        *SQL_TOP,
        minimal(a.SnowflakeDynamicTable, atlan_schema=a.Schema, definition="select 1"),
        minimal(a.SnowflakeStage, sql_stage_schema=a.Schema),
        minimal(a.SnowflakePipe, atlan_schema=a.Schema, snowflake_pipe_is_auto_ingest_enabled=True),
        minimal(a.SnowflakeStream, atlan_schema=a.Schema, snowflake_stream_is_stale=False),
        minimal(a.SnowflakeTag, atlan_schema=a.Schema, tag_allowed_values={"low", "high"}),
        minimal(a.SnowflakeSemanticView, snowflake_semantic_view_schema=a.Schema),
        minimal(a.SnowflakeSemanticLogicalTable),
        minimal(a.SnowflakeSemanticDimension, snowflake_semantic_logical_table=a.SnowflakeSemanticLogicalTable),
        minimal(a.SnowflakeSemanticFact, snowflake_semantic_logical_table=a.SnowflakeSemanticLogicalTable),
    ),
    chain(
        "databricks",
        *SQL_TOP,
        minimal(a.DatabricksVolume, databricks_volume_schema=a.Schema),
        minimal(a.DatabricksVolumePath, databricks_volume=a.DatabricksVolume),
    ),
    chain("databricks-notebook", minimal(a.DatabricksNotebook, databricks_notebook_path="/Shared/n")),
    chain("bigquery", *SQL_TOP, minimal(a.BigqueryRoutine, bigquery_atlan_schema=a.Schema, definition="select 1")),
    chain(
        "iceberg",
        minimal(a.IcebergCatalog),
        minimal(a.IcebergNamespace, database=a.IcebergCatalog),
        minimal(a.IcebergTable, atlan_schema=a.IcebergNamespace),
        minimal(a.IcebergColumn, table=a.IcebergTable, order=1, data_type="long"),
    ),
    chain(
        "starburst-galaxy",
        minimal(a.StarburstDataset),
        minimal(a.StarburstDatasetColumn, starburst_dataset=a.StarburstDataset, order=1),
    ),
    chain(
        "dremio",
        minimal(a.DremioSpace),
        minimal(a.DremioFolder, dremio_space=a.DremioSpace),
        minimal(a.DremioVirtualDataset, dremio_folder=a.DremioFolder, definition="select 1"),
    ),
    chain(
        "query-insights",
        *SQL_TOP,
        TABLE,
        COLUMN,
        minimal(a.SqlInsightBusinessQuestion, sql_insight_dataset=a.Table),
        minimal(a.SqlInsightFilter, sql_insight_column=a.Column, sql_insight_filter_query_count=3),
    ),
)

DOCUMENT_STORES = (
    chain(
        "mongodb",
        minimal(a.MongoDBDatabase, mongo_d_b_database_collection_count=1),
        minimal(a.MongoDBCollection, mongo_d_b_database=a.MongoDBDatabase, mongo_d_b_collection_is_capped=True),
    ),
    chain(
        "azure-cosmos-db",
        minimal(a.CosmosMongoDBAccount, cosmos_mongo_d_b_database_count=1),
        minimal(a.CosmosMongoDBDatabase, cosmos_mongo_d_b_account=a.CosmosMongoDBAccount),
        minimal(a.CosmosMongoDBCollection, cosmos_mongo_d_b_database=a.CosmosMongoDBDatabase),
    ),
    chain(
        "documentdb",
        created(a.DocumentDBDatabase),
        created(a.DocumentDBCollection, database_qualified_name=a.DocumentDBDatabase),
    ),
    chain(
        "dynamodb",
        minimal(a.DynamoDBTable, dynamo_d_b_partition_key="id"),
        created(a.DynamoDBAttribute, parent_qualified_name=a.DynamoDBTable, order=1),
        minimal(a.DynamoDBGlobalSecondaryIndex, dynamo_dbtable=a.DynamoDBTable, dynamo_d_b_sort_key="at"),
    ),
    chain(
        "cassandra",
        minimal(a.CassandraKeyspace, cassandra_keyspace_durable_writes=True),
        minimal(a.CassandraTable, cassandra_keyspace=a.CassandraKeyspace),
        minimal(a.CassandraColumn, cassandra_table=a.CassandraTable, cassandra_column_is_partition_key=True),
    ),
)

FILES_AND_STREAMS = (
    chain(
        "adls",
        created(a.ADLSAccount),
        created(a.ADLSContainer, adls_account_qualified_name=a.ADLSAccount),
        created(a.ADLSObject, adls_container_name=a.ADLSContainer, adls_container_qualified_name=a.ADLSContainer),
    ),
    chain(
        "s3",
        created(a.S3Bucket, aws_arn="arn:aws:s3:::b"),
        minimal(a.S3Prefix, s3_bucket=a.S3Bucket, s3_bucket_name=a.S3Bucket),
        created(
            a.S3Object, aws_arn="arn:aws:s3:::b/o", s3_bucket_name=a.S3Bucket, s3_bucket_qualified_name=a.S3Bucket
        ),
    ),
    chain(
        "gcs",
        created(a.GCSBucket),
        created(a.GCSObject, gcs_bucket_name=a.GCSBucket, gcs_bucket_qualified_name=a.GCSBucket),
    ),
    chain("dataplex", minimal(a.GCPDataplexAspectType, gcp_dataplex_aspect_type_location="eu")),
    chain(
        "kafka",
        minimal(a.KafkaCluster, kafka_topic_count=1),
        created(a.KafkaTopic),
        minimal(a.KafkaField, kafka_topic=a.KafkaTopic, kafka_field_order=1),
        created(a.KafkaConsumerGroup, kafka_topic_qualified_names=[a.KafkaTopic]),
    ),
    chain(
        "azure-event-hub",
        created(a.AzureEventHub),
        created(a.AzureEventHubConsumerGroup, event_hub_qualified_names=[a.AzureEventHub]),
    ),
    chain(
        "azureservicebus",
        minimal(a.AzureServiceBusNamespace),
        minimal(a.AzureServiceBusTopic, azure_service_bus_namespace=a.AzureServiceBusNamespace),
        minimal(a.AzureServiceBusSchema, azure_service_bus_topics=[a.AzureServiceBusTopic]),
    ),
    chain(
        "confluent-schema-registry",
        minimal(a.SchemaRegistrySubject, schema_registry_subject_is_key_schema=True),
        minimal(a.SchemaRegistryVersion, schema_registry_subject=a.SchemaRegistrySubject),
    ),
)

PIPELINES = (
    chain("airflow", created(a.AirflowDag), created(a.AirflowTask, airflow_dag_qualified_name=a.AirflowDag)),
    chain("spark", minimal(a.SparkJob, spark_app_name="app")),
    chain(
        "adf",
        minimal(a.AdfPipeline, adf_pipeline_activity_count=1),
        minimal(a.AdfActivity, adf_pipeline=a.AdfPipeline, adf_activity_type="Copy"),
    ),
    chain("fivetran", minimal(a.FivetranConnector, fivetran_connector_last_sync_extract_volume_megabytes=1.5)),
    chain(
        "matillion",
        minimal(a.MatillionGroup),
        minimal(a.MatillionProject, matillion_group=a.MatillionGroup),
        minimal(a.MatillionJob, matillion_project=a.MatillionProject),
        minimal(a.MatillionComponent, matillion_job=a.MatillionJob),
    ),
    chain(
        "dbt",
        minimal(a.DbtModel, dbt_unique_id="model.p.m"),
        minimal(a.DbtModelColumn, dbt_model=a.DbtModel),
        minimal(a.SemanticModel),
        minimal(a.DbtMeasure, semantic_model=a.SemanticModel),
    ),
    chain(
        "iics",
        minimal(a.FlowFolder),
        minimal(a.FlowReusableUnit),
        minimal(a.FlowDataset, flow_parent_unit=a.FlowReusableUnit),
        minimal(a.FlowField, flow_dataset=a.FlowDataset, flow_data_type="string"),
    ),
)

QUALITY = (
    chain("anomalo", *SQL_TOP, TABLE, minimal(a.AnomaloCheck, anomalo_check_asset=a.Table)),
    chain(
        "monte-carlo",
        *SQL_TOP,
        TABLE,
        minimal(a.MCMonitor, mc_monitor_assets=[a.Table]),
        minimal(a.MCIncident, mc_monitor=a.MCMonitor, mc_incident_assets=[a.Table]),
    ),
    chain(
        "soda",
        *SQL_TOP,
        TABLE,
        COLUMN,
        minimal(a.SodaCheck, soda_check_assets=[a.Table], soda_check_columns=[a.Column]),
    ),
    chain(
        "data-quality",
        *SQL_TOP,
        TABLE,
        minimal(a.DataQualityRuleTemplate),
        minimal(a.DataQualityRule, dq_rule_base_dataset=a.Table, dq_rule_template=a.DataQualityRuleTemplate),
    ),
)

APPLICATIONS = (
    chain(
        "agents",
        created(a.Skill),
        created(a.SkillArtifact, skill_qualified_name=a.Skill, file_type=FileType.TXT),
        created(a.ContextRepository),
        created(a.ContextArtifact, context_repository_qualified_name=a.ContextRepository, file_type=FileType.TXT),
    ),
    chain(
        "ai-applications",
        created(
            a.AIApplication,
            ai_application_version="1",
            ai_application_development_stage=AIApplicationDevelopmentStage.PROPOSAL,
        ),
        created(a.AIModel, ai_model_status=AIModelStatus.ACTIVE, applications=[a.AIApplication]),
        minimal(a.SnowflakeAIModelContext),
        minimal(a.SnowflakeAIModelVersion, snowflake_a_i_model_context=a.SnowflakeAIModelContext),
    ),
    chain(
        "aws-sagemaker",
        minimal(a.SageMakerFeatureGroup),
        minimal(a.SageMakerFeature, sage_maker_feature_group=a.SageMakerFeatureGroup),
    ),
    chain(
        "smus",
        minimal(a.SageMakerUnifiedStudioProject),
        minimal(a.SageMakerUnifiedStudioPublishedAsset, smus_project=a.SageMakerUnifiedStudioProject),
        minimal(a.SageMakerUnifiedStudioAssetSchema, smus_asset=a.SageMakerUnifiedStudioPublishedAsset),
    ),
    chain(
        "api",
        created(a.APISpec),
        created(a.APIPath, path_raw_uri="/pets", spec_qualified_name=a.APISpec),
        created(a.APIObject, api_field_count=1),
        created(a.APIQuery, api_input_field_count=1),
        created(a.APIField, parent_api_object_qualified_name=a.APIObject),
    ),
    chain("app", created(a.Application), created(a.ApplicationField, application_qualified_name=a.Application)),
    chain("atlan-app", minimal(a.AtlanAppInstalled, atlan_app_current_version_id=3)),
    chain("custom", created(a.CustomEntity, custom_children_subtype="Part")),
    chain(
        "essbase",
        minimal(a.Cube, cube_dimension_count=1),
        minimal(a.CubeDimension, cube=a.Cube),
        minimal(a.CubeHierarchy, cube_dimension=a.CubeDimension),
        minimal(a.CubeField, cube_hierarchy=a.CubeHierarchy, cube_field_level=2),
    ),
    chain(
        "model",
        minimal(a.ModelDataModel),
        minimal(a.ModelVersion, model_data_model=a.ModelDataModel),
        minimal(a.ModelEntity, model_versions=[a.ModelVersion]),
        minimal(a.ModelAttribute, model_attribute_entities=[a.ModelEntity]),
    ),
    chain("partial", minimal(a.PartialObject), minimal(a.PartialField, partial_parent_asset=a.PartialObject)),
    chain(
        "grouping",
        minimal(a.AssetGroupingStrategy),
        minimal(a.AssetGroupingCollection, asset_grouping_strategy=a.AssetGroupingStrategy),
    ),
    chain("insights", minimal(a.Insight)),
    chain("source-tags", minimal(a.SourceTag)),
    chain("cognite", minimal(a.CogniteAsset), minimal(a.CogniteEvent, cognite_asset=a.CogniteAsset)),
    chain(
        "dataverse",
        created(a.DataverseEntity),
        created(a.DataverseAttribute, dataverse_entity_qualified_name=a.DataverseEntity),
    ),
    chain(
        "salesforce",
        minimal(a.SalesforceOrganization, source_id="00D"),
        minimal(a.SalesforceObject, organization=a.SalesforceOrganization, is_custom=True, field_count=1),
        minimal(a.SalesforceField, object=a.SalesforceObject, object_qualified_name=a.SalesforceObject, order=1),
    ),
    chain(
        "sap-ecc",
        minimal(a.SapErpComponent),
        minimal(a.SapErpTable, sap_erp_component=a.SapErpComponent),
        minimal(a.SapErpColumn, sap_erp_table=a.SapErpTable, sap_erp_column_is_primary=True),
    ),
)
