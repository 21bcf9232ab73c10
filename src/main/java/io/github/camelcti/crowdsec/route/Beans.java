package io.github.camelcti.crowdsec.route;

import io.github.camelcti.crowdsec.config.Config;
import io.github.camelcti.crowdsec.config.RouteTimes;
import io.github.camelcti.crowdsec.config.Settings;
import io.github.camelcti.crowdsec.config.StuckLimit;
import io.github.camelcti.crowdsec.crowdsec.CallGate;
import io.github.camelcti.crowdsec.enrich.Enricher;
import io.github.camelcti.crowdsec.enrich.marking.DisclosureLimits;
import io.github.camelcti.crowdsec.http.HttpClients;
import io.github.camelcti.crowdsec.lookup.EnricherFactory;
import io.github.camelcti.crowdsec.metrics.ConnectorMetrics;
import io.github.camelcti.crowdsec.route.crowdsec.CachedAnswers;
import io.github.camelcti.crowdsec.route.crowdsec.CallGateFactory;
import io.github.camelcti.crowdsec.route.crowdsec.CrowdSecFailure;
import io.github.camelcti.crowdsec.route.crowdsec.CrowdSecGate;
import io.github.camelcti.crowdsec.route.crowdsec.CrowdSecHttp;
import io.github.camelcti.crowdsec.route.crowdsec.CrowdSecTls;
import io.github.camelcti.crowdsec.route.crowdsec.CtiAnswerReader;
import io.github.camelcti.crowdsec.route.crowdsec.FollowRetryAfter;
import io.github.camelcti.crowdsec.route.delivery.Delivery;
import io.github.camelcti.crowdsec.route.delivery.ImportWork;
import io.github.camelcti.crowdsec.route.delivery.ObjectWriter;
import io.github.camelcti.crowdsec.route.delivery.PlaybookAnswer;
import io.github.camelcti.crowdsec.route.delivery.WorkerQueue;
import io.github.camelcti.crowdsec.route.hand.EditTrial;
import io.github.camelcti.crowdsec.route.hand.JobsInHand;
import io.github.camelcti.crowdsec.route.hook.HookCalls;
import io.github.camelcti.crowdsec.route.intake.BackToQueue;
import io.github.camelcti.crowdsec.route.intake.BrokerWatch;
import io.github.camelcti.crowdsec.route.intake.ConnectorStop;
import io.github.camelcti.crowdsec.route.intake.CrashGuard;
import io.github.camelcti.crowdsec.route.intake.Gauges;
import io.github.camelcti.crowdsec.route.intake.Intake;
import io.github.camelcti.crowdsec.route.intake.JobJournal;
import io.github.camelcti.crowdsec.route.intake.JobQueue;
import io.github.camelcti.crowdsec.route.intake.JobSpool;
import io.github.camelcti.crowdsec.route.intake.JobThreads;
import io.github.camelcti.crowdsec.route.intake.ListenerContainers;
import io.github.camelcti.crowdsec.route.intake.NotOurWorker;
import io.github.camelcti.crowdsec.route.intake.SetAside;
import io.github.camelcti.crowdsec.route.intake.SpooledFiles;
import io.github.camelcti.crowdsec.route.intake.StuckJobs;
import io.github.camelcti.crowdsec.route.intake.WatchedConnections;
import io.github.camelcti.crowdsec.route.job.ExtensionPoint;
import io.github.camelcti.crowdsec.route.job.JobMessage;
import io.github.camelcti.crowdsec.route.job.OverTlpLimit;
import io.github.camelcti.crowdsec.route.job.Refuse;
import io.github.camelcti.crowdsec.route.job.Sentences;
import io.github.camelcti.crowdsec.route.job.TakeObservable;
import io.github.camelcti.crowdsec.route.job.ToBundle;
import io.github.camelcti.crowdsec.route.job.UnreadableJob;
import io.github.camelcti.crowdsec.route.opencti.ConnectorState;
import io.github.camelcti.crowdsec.route.opencti.GraphQlAnswer;
import io.github.camelcti.crowdsec.route.opencti.GraphQlDocuments;
import io.github.camelcti.crowdsec.route.opencti.GraphQlRequest;
import io.github.camelcti.crowdsec.route.opencti.KeepEdits;
import io.github.camelcti.crowdsec.route.opencti.Operations;
import io.github.camelcti.crowdsec.route.opencti.PlatformFailure;
import io.github.camelcti.crowdsec.route.opencti.PlatformGate;
import io.github.camelcti.crowdsec.route.opencti.ReadReplyCounts;
import io.github.camelcti.crowdsec.route.opencti.Registration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Predicate;
import org.apache.camel.util.function.Suppliers;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;

/**
 * The beans that routes name, each made once, from settings. A bean of the same name in {@code routes/custom} replaces
 * ours in the routes; our beans keep using ours among themselves.
 */
public final class Beans {

  private static final String NAME = "beans";
  /** Where the connector itself asks for a ping. */
  public static final String PING = "direct:ping-opencti";
  private static final int BROKER_HEARTBEAT_SECONDS = 10;
  private static final int BROKER_CONNECT_MILLIS = 10_000;

  private static final Map<String, Bean<?>> ALL = new LinkedHashMap<>();

  static {
    // OpenCTI
    bean("platformGate", PlatformGate.class, it -> it.platformGate);
    bean("registration", Registration.class, it -> it.registration);
    when("registered", it -> exchange -> it.registration.isRegistered());
    bean("graphQlDocuments", GraphQlDocuments.class, it -> it.graphQlDocuments);
    bean("keepEdits", KeepEdits.class, it -> it.keepEdits);
    bean("readReplyCounts", ReadReplyCounts.class, it -> new ReadReplyCounts());
    bean("operations", Operations.class, it -> it.operations);
    bean("platformHttp", AutoCloseable.class, it -> HttpClients.openCti(it.config));
    bean("graphQlRequest", GraphQlRequest.class, it -> new GraphQlRequest(it.graphQlDocuments, it.platformGate));
    bean("graphQlAnswer", GraphQlAnswer.class, it -> new GraphQlAnswer(it.graphQlDocuments, it.platformGate, it.metrics));
    bean("platformFailure", PlatformFailure.class, it -> new PlatformFailure(it.config, it.platformGate, it.metrics));
    bean("connectorState", ConnectorState.class, it -> new ConnectorState(it.context, it.callGate, PING));
    bean("connectorStop", ConnectorStop.class, it -> new ConnectorStop());
    // Jobs come in
    bean("rabbit", CachingConnectionFactory.class, it -> it.rabbit);
    bean("listenerContainers", ListenerContainers.class, it ->
        new ListenerContainers(it.config.get(Settings.CONNECTOR_CONCURRENCY)));
    when("queueLost", it -> exchange -> it.brokerWatch.needsRegistration());
    bean("jobQueue", JobQueue.class, it -> it.jobQueue);
    bean("oneAttempt", Object.class, it -> BackToQueue.oneAttempt());
    bean("jobThreads", JobThreads.class, it -> it.jobThreads);
    bean("intake", Intake.class, it -> it.intake);
    bean("notOurWorker", NotOurWorker.class, it -> new NotOurWorker(it.config, it.registration));
    bean("spooledFiles", SpooledFiles.class, it -> new SpooledFiles());
    bean("jobSpool", JobSpool.class, it -> it.jobSpool);
    bean("gauges", Gauges.class, it -> new Gauges(it.context, it.config, it.metrics, it.callGate, it.registration,
        it.platformGate, it.rabbit, it.jobSpool));
    bean("jobJournal", JobJournal.class, it -> new JobJournal(it.platformGate, it.metrics, it.editTrial));
    bean("jobMessage", JobMessage.class, it -> new JobMessage());
    bean("unreadableJob", UnreadableJob.class, it -> new UnreadableJob());
    bean("crashGuard", CrashGuard.class, it -> it.crashGuard);
    when("deliveredBefore", it -> it.crashGuard::deliveredBefore);
    when("crashedTwice", it -> it.crashGuard::crashedTwice);
    when("failsAlone", it -> it.platformGate::failsAlone);
    when("failsForGood", it -> it.platformGate::failsForGood);
    bean("setAside", SetAside.class, it -> new SetAside());
    bean("backToQueue", BackToQueue.class, it -> new BackToQueue(it.platformGate));
    // Refusals
    bean("takeObservable", TakeObservable.class, it -> new TakeObservable());
    when("outOfScope", it -> it.refuse::isOutOfScope);
    when("neverPublic", it -> it.refuse::isNeverPublic);
    bean("overTlpLimit", OverTlpLimit.class, it ->
        new OverTlpLimit(new DisclosureLimits(
        it.config.get(Settings.CROWDSEC_MAX_TLP), it.config.get(Settings.CROWDSEC_MAX_PAP))));
    when("notWanted", it -> it.refuse::isNotWanted);
    when("enrichedLately", it -> it.refuse::isEnrichedLately);
    bean("refuse", Refuse.class, it -> it.refuse);
    bean("sentences", Sentences.class, it -> new Sentences());
    // CrowdSec
    bean("callGate", CallGate.class, it -> it.callGate);
    bean("crowdsecGate", CrowdSecGate.class, it -> it.crowdsecGate);
    when("waitsForCrowdSec", it -> it.crowdsecGate::jobWaits);
    bean("crowdsecHttp", CrowdSecHttp.class, it -> new CrowdSecHttp(it.config));
    bean("crowdsecTls", CrowdSecTls.class, it -> new CrowdSecTls(it.config));
    bean("ctiAnswer", CtiAnswerReader.class, it -> it.ctiAnswer);
    bean("answerCache", CachedAnswers.class, it -> it.answerCache);
    when("notCached", it -> it.answerCache::isMissing);
    bean("followRetryAfter", FollowRetryAfter.class, it -> new FollowRetryAfter());
    // The bundle, and its way back
    bean("toBundle", ToBundle.class, it -> new ToBundle(it.enricher));
    when("byPlaybook", it -> it.delivery.by(Delivery.Way.PLAYBOOK));
    when("byWorkers", it -> it.delivery.by(Delivery.Way.WORKERS));
    when("byBundle", it -> it.delivery.by(Delivery.Way.BUNDLE));
    when("dropsLateResults", it -> exchange -> it.registration.dropsLateResults());
    when("workTakesReceived", it -> it.registration::workTakesReceived);
    when("workTakesUpdates", it -> it.registration::workTakesUpdates);
    bean("importWork", ImportWork.class, it -> new ImportWork());
    bean("workerQueue", WorkerQueue.class, it -> new WorkerQueue(it.config, it.registration, it.rabbit));
    bean("objectWriter", ObjectWriter.class, it -> new ObjectWriter(it.registration));
    bean("playbookAnswer", PlaybookAnswer.class, it -> new PlaybookAnswer());
    // Extension points for your own routes
    bean("beforeLookUp", ExtensionPoint.class, it -> it.hook("before-look-up"));
    bean("afterAnswer", ExtensionPoint.class, it -> it.hook("after-answer"));
    bean("beforeBundle", ExtensionPoint.class, it -> it.hook("before-bundle"));
    bean("afterWork", ExtensionPoint.class, it -> it.hook("after-work"));
  }

  private final CamelContext context;
  private final Config config;
  private final ConnectorMetrics metrics;
  private final CallGate callGate;
  private final Enricher enricher;
  private final PlatformGate platformGate;
  private final Registration registration;
  private final GraphQlDocuments graphQlDocuments;
  private final KeepEdits keepEdits = new KeepEdits();
  private final Operations operations;
  private final BrokerWatch brokerWatch = new BrokerWatch();
  private final WatchedConnections rabbit = new WatchedConnections(brokerWatch);
  private final JobThreads jobThreads;
  private final EditTrial editTrial = new EditTrial();
  private final StuckJobs stuckJobs;
  private final Intake intake;
  private final JobQueue jobQueue;
  private final JobSpool jobSpool;
  private final Refuse refuse;
  private final CtiAnswerReader ctiAnswer;
  private final CrowdSecGate crowdsecGate;
  private final CachedAnswers answerCache;
  private final CrashGuard crashGuard;
  private final Delivery delivery;
  private final HookCalls hookCalls;

  private record Bean<T>(Class<T> type, Function<Beans, T> make) {

    private void bind(String name, CamelContext context, Supplier<Beans> beans) {
      context.getRegistry().bind(name, type, Suppliers.memorize(() -> make.apply(beans.get()))::get);
    }
  }

  private Beans(CamelContext context) {
    this.context = context;
    config = context.getRegistry().lookupByNameAndType("config", Config.class);
    metrics = context.getRegistry().lookupByNameAndType("metrics", ConnectorMetrics.class);
    callGate = CallGateFactory.create(config);
    enricher = EnricherFactory.create(config);
    platformGate = new PlatformGate(context, PING, time("platform.retry-delay"), time("platform.retry-delay-max"));
    registration = new Registration(config);
    graphQlDocuments = new GraphQlDocuments(context, context.resolvePropertyPlaceholders("{{graphql.folder}}"), registration);
    operations = new Operations(config, graphQlDocuments, keepEdits);
    rabbit.setRequestedHeartBeat(BROKER_HEARTBEAT_SECONDS);
    rabbit.setConnectionTimeout(BROKER_CONNECT_MILLIS);
    JobsInHand jobs = JobsInHand.of(context);
    jobThreads = new JobThreads(config.get(Settings.CONNECTOR_CONCURRENCY), jobs);
    stuckJobs = new StuckJobs(jobs, config, StuckLimit.of(config, this::time));
    intake = new Intake(context, callGate, platformGate, jobThreads, jobs, stuckJobs);
    jobQueue = new JobQueue(context, config, rabbit, intake);
    jobSpool = new JobSpool(Path.of(config.get(Settings.CONNECTOR_STATE_DIRECTORY)).resolve("jobs"),
        config.get(Settings.CONNECTOR_LISTEN_PROTOCOL_API_QUEUE_SIZE));
    refuse = new Refuse(config, enricher);
    ctiAnswer = new CtiAnswerReader(metrics);
    crowdsecGate = new CrowdSecGate(callGate, new CrowdSecFailure(config, ctiAnswer, metrics));
    answerCache = new CachedAnswers(config, metrics);
    crashGuard = new CrashGuard(context, config);
    delivery = new Delivery(config, graphQlDocuments);
    hookCalls = new HookCalls(context, config.get(Settings.CONNECTOR_CONCURRENCY), config.get(Settings.CONNECTOR_HOOK_TIMEOUT));
  }

  /**
   * Binds the beans to a context by name. They are created when the first of them is looked up; by then the context
   * must know its properties, and {@code config} and {@code metrics} must be bound.
   */
  public static void bind(CamelContext context) {
    Supplier<Beans> beans = Suppliers.memorize(() -> new Beans(context));
    context.getRegistry().bind(NAME, Beans.class, beans::get);
    ALL.forEach((name, bean) -> bean.bind(name, context, beans));
  }

  /** The same names where the settings are wrong: a route that asks for one of them fails with the reason. */
  public static void bindFailing(CamelContext context, RuntimeException why) {
    Supplier<Object> fails = () -> {
      throw why;
    };
    // As objects: what Camel looks for by type, such as a connection factory, is not for other routes of this process.
    names().forEach(name -> context.getRegistry().bind(name, Object.class, fails));
  }

  /** The beans of a context. */
  public static Beans of(CamelContext context) {
    return context.getRegistry().lookupByNameAndType(NAME, Beans.class);
  }

  /** The names that routes can use, {@code config} and {@code metrics} included. */
  public static Set<String> names() {
    Set<String> names = new LinkedHashSet<>(ALL.keySet());
    names.addAll(Set.of("config", "metrics"));
    return names;
  }

  private static <T> void bean(String name, Class<T> type, Function<Beans, T> make) {
    ALL.put(name, new Bean<>(type, make));
  }

  /** A predicate. */
  private static void when(String name, Function<Beans, Predicate> make) {
    bean(name, Predicate.class, make);
  }

  private ExtensionPoint hook(String name) {
    return new ExtensionPoint(context, hookCalls, name);
  }

  private Duration time(String property) {
    return RouteTimes.parse(context.resolvePropertyPlaceholders("{{" + property + "}}"));
  }

  public CallGate callGate() {
    return callGate;
  }

  public PlatformGate platformGate() {
    return platformGate;
  }

  public Registration registration() {
    return registration;
  }

  public GraphQlDocuments graphQlDocuments() {
    return graphQlDocuments;
  }

  public BrokerWatch brokerWatch() {
    return brokerWatch;
  }

  public EditTrial editTrial() {
    return editTrial;
  }

  public StuckJobs stuckJobs() {
    return stuckJobs;
  }

  public Intake intake() {
    return intake;
  }

  public JobQueue jobQueue() {
    return jobQueue;
  }

  public HookCalls hookCalls() {
    return hookCalls;
  }
}
