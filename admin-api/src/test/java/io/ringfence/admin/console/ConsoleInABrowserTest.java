package io.ringfence.admin.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.ringfence.admin.Api;
import io.ringfence.admin.WithServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/// The console in a real browser, by keyboard alone.
@QuarkusTest
class ConsoleInABrowserTest extends WithServers {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Duration LIMIT = Duration.ofSeconds(15);

  private static ChromeDriver browser;

  @BeforeAll
  static void open() {
    assumeTrue(
        Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER),
        "chromium and chromedriver are not installed: the console is not tried in a browser");
    var options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage");
    options.setCapability("goog:loggingPrefs", Map.of(LogType.BROWSER, "ALL"));
    var driver = new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).build();
    browser = new ChromeDriver(driver, options);
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.quit();
    }
  }

  @BeforeEach
  void prepare() {
    browser.manage().window().setSize(new Dimension(1280, 900));
    Api.admin()
        .post(
            "/api/v1/ip-groups", "{\"name\":\"Far away\",\"members\":[{\"value\":\"192.0.2.9\"}]}");
  }

  @AfterEach
  void nothingStays() {
    for (var pending : Api.admin().get("/api/v1/changes").json().get("items")) {
      Api.admin().delete("/api/v1/changes/" + pending.get("id").textValue());
    }
    for (String name : List.of("snmp", "crm", "web")) {
      Api.admin()
          .put(
              "/api/v1/services/" + name + "?confirmImpact=true",
              "{\"restricted\":false,\"groupId\":null}");
    }
  }

  @Test
  void restrictsAService_seesTheCountdown_andKeepsTheChange() {
    signIn();
    restrict("snmp", "60");

    press(shown(By.xpath("//li[@id='service-snmp']//button[text()='Save']")));

    shown(By.xpath("//li[@id='service-snmp'][contains(.,'Only Far away')]"));
    int left = secondsLeft();
    assertThat(left).isBetween(40, 60);
    await().atMost(LIMIT).until(() -> secondsLeft() < left);
    assertThat(isRestricted("snmp")).isTrue();
    browser.navigate().refresh();
    assertThat(secondsLeft()).isLessThan(left);

    press(shown(By.id("keep")));

    shown(By.xpath("//*[@id='pending'][contains(.,'The change stays.')]"));
    assertThat(Api.admin().get("/api/v1/changes").json().get("items")).isEmpty();
    assertThat(isRestricted("snmp")).isTrue();
    assertThat(complaints()).isEmpty();
  }

  @Test
  void seesThatAChangeWasTakenBack_whichNobodyConfirmed() {
    signIn();
    restrict("crm", "3");

    press(shown(By.xpath("//li[@id='service-crm']//button[text()='Save']")));

    shown(By.xpath("//li[@id='service-crm'][contains(.,'Only Far away')]"));
    shown(By.xpath("//*[@id='pending'][contains(.,'service crm')][contains(.,'was taken back')]"));
    shown(By.xpath("//li[@id='service-crm'][contains(.,'Everybody')]"));
    assertThat(isRestricted("crm")).isFalse();
    assertThat(complaints()).isEmpty();
  }

  @Test
  void isToldWhomAChangeWouldCutOff_beforeItIsMade() {
    signIn();
    restrict("web", "60");
    press(shown(By.xpath("//li[@id='service-web']//button[text()='Save']")));
    shown(By.xpath("//li[@id='service-web']//tr[contains(.,'127.0.0.1')][contains(.,'you')]"));
    assertThat(isRestricted("web")).isFalse();

    press(shown(By.xpath("//li[@id='service-web']//button[text()='Apply anyway']")));

    shown(By.xpath("//li[@id='service-web'][contains(.,'Only Far away')]"));
    assertThat(isRestricted("web")).isTrue();
    press(shown(By.id("take-back")));
    shown(By.xpath("//li[@id='service-web'][contains(.,'Everybody')]"));
    assertThat(isRestricted("web")).isFalse();
  }

  @Test
  void addsNoRow_beyondWhatAPageTakes() {
    signIn();
    browser.get(Api.url("/console/definitions/new-ip-group"));
    shown(By.id("members"));
    browser.executeScript("document.getElementById('members').dataset.most = '2'");
    var add = By.xpath("//button[text()='Add a member']");
    press(shown(add));
    await().atMost(LIMIT).until(() -> browser.findElements(By.name("value")).size() == 2);
    press(shown(add));

    assertThat(shown(By.id("trouble")).getText()).contains("A page takes 2 members");
    assertThat(browser.findElements(By.name("value"))).hasSize(2);
  }

  @Test
  void makesAGroup_rowByRow() {
    signIn();
    browser.get(Api.url("/console/definitions/new-ip-group"));
    shown(By.id("group-name")).sendKeys("Warehouse");
    browser.findElement(By.name("value")).sendKeys("192.0.2.0/24");
    press(shown(By.xpath("//button[text()='Add a member']")));
    await().atMost(LIMIT).until(() -> browser.findElements(By.name("value")).size() == 2);
    browser.findElements(By.name("value")).getLast().sendKeys("no address!", Keys.ENTER);

    shown(By.id("member-2-error"));
    press(browser.findElements(By.cssSelector("[data-remove]")).getLast());
    assertThat(browser.findElements(By.name("value"))).hasSize(1);
    press(shown(By.xpath("//button[text()='Save']")));

    shown(By.xpath("//h1[text()='Warehouse']"));
    assertThat(Api.admin().get("/api/v1/ip-groups/warehouse").json().get("members")).hasSize(1);
    assertThat(complaints()).isEmpty();
  }

  @Test
  void runsAndStylesNothingThatIsNotOurs() {
    signIn();
    browser.executeScript(
        "document.body.insertAdjacentHTML('beforeend', '<b style=\"color:red\">')");
    assertThat(complaints()).isNotEmpty();
  }

  @Test
  void signsOut() {
    signIn();
    press(shown(By.xpath("//button[text()='Sign out']")));
    shown(By.id("user"));
    browser.get(Api.url(FirewallPage.PATH));
    shown(By.id("user")).sendKeys("admin", Keys.TAB, "wrong", Keys.ENTER);
    assertThat(shown(By.id("refused")).getText()).contains("no such login");
  }

  @Test
  void fitsAPhone() {
    browser.manage().window().setSize(new Dimension(500, 844));
    signIn();
    press(shown(By.id("change-sip")));
    shown(By.id("sip-ports"));
    long wider =
        (Long)
            browser.executeScript(
                "return document.documentElement.scrollWidth - window.innerWidth");
    assertThat(wider).isLessThanOrEqualTo(0);
  }

  private void signIn() {
    browser.get(Api.url("/"));
    browser.manage().deleteAllCookies();
    browser.get(Api.url("/"));
    var user = shown(By.id("user"));
    assertThat(browser.switchTo().activeElement()).isEqualTo(user);
    user.sendKeys("admin", Keys.TAB, Api.secret("admin-password"), Keys.ENTER);
    shown(By.xpath("//h1[text()='Firewall']"));
  }

  /// Fills the form, and does not send it.
  private void restrict(String service, String seconds) {
    press(shown(By.id("change-" + service)));
    var box = shown(By.cssSelector("#service-" + service + " [name=restricted]"));
    await().atMost(LIMIT).until(() -> browser.switchTo().activeElement().equals(box));
    box.sendKeys(Keys.SPACE);
    shown(By.id(service + "-group")).sendKeys("Far away");
    var within = shown(By.cssSelector("#service-" + service + " [name=within]"));
    assertThat(within.getDomProperty("value")).isEqualTo("60");
    within.sendKeys(Keys.chord(Keys.CONTROL, "a"), seconds);
  }

  private static void press(WebElement button) {
    button.sendKeys(Keys.ENTER);
  }

  private WebElement shown(By what) {
    return await()
        .atMost(LIMIT)
        .ignoreException(StaleElementReferenceException.class)
        .until(
            () -> browser.findElements(what).stream().filter(WebElement::isDisplayed).findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private int secondsLeft() {
    String text = shown(By.className("console-countdown")).getText();
    return Integer.parseInt(text.replace(" s", ""));
  }

  /// What the browser refused to do, above all because of the Content-Security-Policy.
  private List<String> complaints() {
    return browser.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::getMessage)
        .filter(message -> message.matches("(?s).*(Content Security Policy|Refused|Uncaught).*"))
        .toList();
  }

  private static boolean isRestricted(String service) {
    return Api.admin().get("/api/v1/services/" + service).json().get("restricted").booleanValue();
  }
}
