"""Wording and context say which indicator a figure is of; what is unsure is ambiguous or unknown, never guessed."""

import pytest

from tests.prose import column, figures, only


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("举办各类培训班1181场次。", "ACT.TRAIN.SESSIONS"),
        ("开展科技培训1689场次。", "ACT.TRAIN.SESSIONS"),
        ("举办农村实用技术培训班12期。", "ACT.PRACTECH.SESSIONS"),
        ("培训农牧民13万人次。", "ACT.TRAIN.FARMERS"),
        ("培训技术人员和农牧民7345人次。", "ACT.TRAIN.PARTICIPANTS"),
        ("举办培训3期，培训420人次。", "ACT.TRAIN.SESSIONS|ACT.TRAIN.PARTICIPANTS"),
        ("开展咨询服务1.55万人次。", "ACT.CONSULT.PERSONTIMES"),
        ("开展健康义诊3场。", "ACT.CONSULT.SESSIONS"),
        ("科普宣传活动458场次。", "ACT.PUBLICITY.SESSIONS"),
        ("政策宣讲4799场次。", "ACT.POLICY.SESSIONS"),
        ("疫情防控科普宣传603场次。", "ACT.EPIDEMIC.SESSIONS"),
        ("开展“去极端化”宣讲412场次。", "ACT.DEEXTREM.SESSIONS"),
        ("举办科普讲座108场。", "ACT.LECTURE.SESSIONS"),
        ("办科普报告450场。", "ACT.LECTURE.SESSIONS"),
        ("举办科普讲座10场，参加2000人次。", "ACT.LECTURE.SESSIONS|ACT.LECTURE.PARTICIPANTS"),
        ("举办主题暑期科技夏令营，吸引中小学生2845人次参与活动216场。", "ACT.CAMP.PARTICIPANTS|ACT.CAMP.SESSIONS"),
        ("组织5000多名学生参加科技实践活动。", "ACT.STUDYTOUR.PARTICIPANTS"),
        ("开展科普进校园活动9场，受益师生5400余人次。", "ACT.CAMPUS.SESSIONS|ACT.CAMPUS.PARTICIPANTS"),
        ("开展科学小实验活动1260场。", "ACT.MONTHTHEME.SESSIONS"),
        ("全国科普日期间举办系列活动15场，到场5670人。", "ACT.SCIDAY.SESSIONS|ACT.SCIDAY.PARTICIPANTS"),
        ("“科技之冬”铺开以来，已有10万名农牧民参与。", "ACT.WINTER.PARTICIPANTS"),
        (
            "开展科技培训1689场次、科普宣传活动458场次，参与人数达126516人次。",
            "ACT.TRAIN.SESSIONS|ACT.PUBLICITY.SESSIONS|ACT.ALL.PARTICIPANTS",
        ),
        ("全县共开展科普活动132场次。", "ACT.ALL.SESSIONS"),
        ("全年8.92亿人次参加科普活动。", "ACT.ALL.PARTICIPANTS"),
        ("开展科技志愿服务活动160多场次，受益群众11万多人次。", "ACT.VOLSERV.SESSIONS|ACT.VOLSERV.BENEFICIARIES"),
        ("覆盖人群达10万余人。", "ACT.OUTREACH.PEOPLE"),
        ("发放科普宣传品、科普宣传资料9.7万册。", "MAT.ALL.DISTRIBUTED"),
        ("发放宣传单4820份。", "MAT.LEAFLET.DISTRIBUTED"),
        ("发放科普图书1200册。", "MAT.BOOK.DISTRIBUTED"),
        ("发放环保袋800个。", "MAT.GOODS.DISTRIBUTED"),
        ("发放双语资料8600份。", "MAT.BILINGUAL.DISTRIBUTED"),
        ("录制发布各类科普短视频180部。", "MED.VIDEO.PRODUCED"),
        ("各族青少年与妈妈制作发布视频500多条。", "MED.VIDEO.PUBLIC"),
        ("开设广播节目，录制、播放科普短视频200余期。", "MED.PROGRAMME.EPISODES"),
        ("点击率达20余万人次。", "MED.VIEWS"),
        ("播放量突破百万次。", "MED.VIEWS"),
        ("直播间观众达到5万余人。", "MED.LIVE.VIEWERS"),
        ("开展科普直播12场。", "MED.LIVE.SESSIONS"),
        ("微信公众号推送图文信息326条。", "MED.WECHAT.POSTS"),
        ("500多个党员远程教育平台播放科普资源。", "MED.PARTYEDU.SITES"),
        ("现有科技馆4座。", "VEN.STM.NUM"),
        ("7所农村中学科技馆。", "VEN.RURALSCHOOL.NUM"),
        ("科普教育基地192个。", "VEN.BASE.NUM"),
        ("全国科普教育基地3家。", "VEN.BASE.NAT"),
        ("科普示范基地146个。", "VEN.DEMOBASE.NUM"),
        ("117个乡村科普馆。", "VEN.VILLAGEHALL.NUM"),
        ("农家科技小院83个。", "VEN.COURTYARD.NUM"),
        ("五大科普工作平台。", "VEN.PLATFORM.NUM"),
        ("科技馆接待观众1.04亿人次。", "VEN.STM.VISITS"),
        ("科普大篷车行驶里程1200公里。", "VEN.CARAVAN.KM"),
        ("科普大篷车出车6次，受众4300人次。", "VEN.CARAVAN.TRIPS|VEN.CARAVAN.VISITS"),
        ("流动科技馆巡展746站。", "VEN.MOBILE.STOPS"),
        ("100多所学校利用科普资源开展教育教学活动。", "ACT.AFTERSCHOOL.SCHOOLS"),
        ("注册科技志愿者1.2万名。", "HR.VOLUNTEER"),
        ("科技志愿服务队136支。", "HR.VOLTEAM"),
        ("农村科普带头人85名。", "HR.RURALLEADER"),
        ("培训科技辅导员320人次。", "HR.COACH.TRAINED"),
        ("科普专职人员6542人、兼职人员5.12万人。", "HR.FULL|HR.PART"),
        ("投入资金80万元奖补科普示范基地7个。", "FUN.GRASSROOTS.AWARD|GRA.AWARD.BASE"),
        ("基层科普行动计划奖补资金95万元。", "FUN.GRASSROOTS.AWARD"),
        ("科普经费筹集额4.35亿元，其中财政拨款3.2亿元。", "FUN.RAISED|FUN.RAISED.GOV"),
        ("科普专项经费120万元。", "FUN.RAISED.SPECIAL"),
        ("人均科普经费1.8元。", "FUN.PERCAP"),
        ("推荐75件作品参加自治区青少年科技创新大赛，51项作品获奖。", "YTH.CONTEST.SUBMITTED|YTH.CONTEST.AWARDED"),
        ("征集劳模引领性创新活动优秀创新成果1000个。", "INN.ACHIEVE.LEAD"),
        ("关键核心技术创造性优秀创新成果10个。", "INN.ACHIEVE.CORE"),
        ("各类农村专业技术协会、合作社53个。", "GRA.ASSOC.NUM"),
        ("公民具备科学素质的比例达到14.14%。", "LIT.RATE"),
        ("公民具备科学素质的比例达到13%的目标。", "LIT.TARGET"),
        ("7个地州市科协作交流发言。", "ORG.MEETING.SPEAKERS"),
        ("举办职业技能大赛14场。", "INN.SKILL.CONTESTS"),
        ("开展智慧助老培训，培训老年人4800人次。", "ELD.DIGITAL.PARTICIPANTS"),
        ("培训领导干部3100人次。", "CAD.TRAIN.PARTICIPANTS"),
        ("举办科技培训、讲座、咨询等活动1126场次，其中甲县416场次。", "ACT.ALL.SESSIONS|ACT.ALL.SESSIONS"),
        ("科普专、兼职人员181.30万人，其中专职24.84万人。", "HR.ALL|HR.FULL"),
        ("举办科普展览11场，参观3200人次。", "ACT.EXHIB.SESSIONS|ACT.EXHIB.PARTICIPANTS"),
        ("电视台播出科普节目1281小时。", "MED.TV.HOURS"),
        ("科技志愿服务时长1.2万小时。", "HR.VOLHOURS"),
        ("学生1200名参加科普知识竞答，答题量达4.6万次。", "ACT.CONTEST.PARTICIPANTS|QUIZ.ANSWERS"),
        ("线上直播观看量达156万人次。", "MED.LIVE.VIEWERS"),
        ("微信公众号发文320篇，阅读量18万次。", "MED.WECHAT.POSTS|MED.WECHAT.READS"),
        ("公民科学素质比例力争达到9.5%。", "LIT.TARGET"),
        ("发放《公民科学素质读本》等书籍2600余册。", "MAT.BOOK.DISTRIBUTED"),
        ("科普教育基地58个（国家级4个、自治区级15个）。", "VEN.BASE.NUM|VEN.BASE.NAT|VEN.BASE.REG"),
        ("农技协42个、会员3680人。", "GRA.ASSOC.NUM|GRA.ASSOC.MEMBERS"),
    ],
)
def test_the_wording_names_the_indicator(sentence: str, code: str) -> None:
    records = figures(sentence)
    given = [r["indicator_code"] if r["indicator_status"] == "resolved" else "" for r in records]
    assert "|".join(map(str, given)) == code


@pytest.mark.parametrize(
    "sentence",
    [
        "参观人次同比增长21.18%。",
        "培训场次比上年增加22场。",
        "政府拨款占78.20%。",
        "每站服务200人。",
        "展出展板160块、展品600件。",
        "立起两块科普宣传展牌。",
        "300余万名科技工作者投身其中。",
        "邀请专家5名。",
        "约四分之一的报告由院士主讲。",
        "科普场馆1461个。",
        "覆盖12个乡镇、86个村。",
        "帮助农户增收3200万元。",
        "免费发放药品价值2万余元。",
        "企业科协联合会96家。",
        "单位20余家参加。",
        "场馆完好率不低于95%。",
        "选派2名教师参加培训。",
        "志愿服务队现有队员486人。",
        "有9名学生在大赛上获奖。",
        "全国每万人口拥有科普人员12.84人。",
    ],
)
def test_what_the_catalogue_does_not_count_gets_no_code(sentence: str) -> None:
    assert set(column(figures(sentence), "indicator_status")) == {"unknown"}


@pytest.mark.parametrize("sentence", ["举办实用技术培训班12期。", "建设科学工作室5个。", "科学教师120名。"])
def test_a_wording_that_means_two_indicators_is_ambiguous(sentence: str) -> None:
    assert only(sentence)["indicator_status"] == "ambiguous"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("发放科普图书1200册。", "印制科普图书1200册。"),
        ("推荐作品75件参加大赛。", "75件作品获青少年科技创新大赛奖。"),
        ("科技馆3座。", "科技馆接待3万人次。"),
    ],
)
def test_verb_and_object_decide(one: str, other: str) -> None:
    assert only(one)["indicator_code"] != only(other)["indicator_code"]
