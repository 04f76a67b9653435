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
        ("举办农牧民技能培训班35期。", "ACT.TRAIN.SESSIONS"),
        ("组织科技下乡活动23场次。", "ACT.SANXIAXIANG.SESSIONS"),
        ("开展科普大讲堂16期。", "ACT.LECTURE.SESSIONS"),
        ("参加培训的农牧民达3600人次。", "ACT.TRAIN.FARMERS"),
        ("受训农牧民2.1万人次。", "ACT.TRAIN.FARMERS"),
        ("累计培训各类人员1.2万人次。", "ACT.TRAIN.PARTICIPANTS"),
        ("送科技下乡12次。", "ACT.SANXIAXIANG.SESSIONS"),
        ("健康知识讲座23场。", "ACT.LECTURE.SESSIONS"),
        ("党的理论宣讲320场。", "ACT.POLICY.SESSIONS"),
        ("举办科普展览8场次，参观群众1.2万人次。", "ACT.EXHIB.SESSIONS|ACT.EXHIB.PARTICIPANTS"),
        ("组织科普知识竞赛6场。", "ACT.CONTEST.SESSIONS"),
        ("科技咨询服务群众5200人次。", "ACT.CONSULT.PERSONTIMES"),
        ("接受咨询群众3200余人次。", "ACT.CONSULT.PERSONTIMES"),
        ("举办青少年科技夏令营3期，参加营员210人。", "ACT.CAMP.SESSIONS|ACT.CAMP.PARTICIPANTS"),
        ("科技周期间开展活动46场。", "ACT.SCIWEEK.SESSIONS"),
        ("全国科普日活动期间，全区举办活动120场。", "ACT.SCIDAY.SESSIONS"),
        ("发放科普宣传手册3200本。", "MAT.ALL.DISTRIBUTED"),
        ("发放宣传折页1.2万份。", "MAT.LEAFLET.DISTRIBUTED"),
        ("赠送科普读物560册。", "MAT.BOOK.DISTRIBUTED"),
        ("发放宣传品（雨伞、水杯）820件。", "MAT.GOODS.DISTRIBUTED"),
        ("散发传单3000张。", "MAT.LEAFLET.DISTRIBUTED"),
        ("张贴科普挂图300套。", "MAT.LEAFLET.DISTRIBUTED"),
        ("拍摄科普微视频25个。", "MED.VIDEO.PRODUCED"),
        ("推出科普短视频36期。", "MED.VIDEO.PRODUCED"),
        ("在州电视台播出科普节目52期。", "MED.PROGRAMME.EPISODES"),
        ("开办《科普之窗》广播栏目，播出156期。", "MED.PROGRAMME.EPISODES"),
        ("被各级媒体采用信息86条。", "MED.NEWS.ITEMS"),
        ("在各类媒体发表宣传报道126篇。", "MED.NEWS.ITEMS"),
        ("微信公众号推送文章210篇。", "MED.WECHAT.POSTS"),
        ("公众号关注人数1.3万人。", "MED.FANS"),
        ("阅读量累计12万人次。", "MED.VIEWS"),
        ("直播观看人数8.6万人次。", "MED.LIVE.VIEWERS"),
        ("线上参与人次达21万。", "ACT.ONLINE.PARTICIPANTS"),
        ("现有县级科技馆1座。", "VEN.STM.NUM"),
        ("科普大篷车2辆。", "VEN.CARAVAN.NUM"),
        ("大篷车下乡巡展36次。", "VEN.CARAVAN.TRIPS"),
        ("科普大篷车行程3200公里。", "VEN.CARAVAN.KM"),
        ("流动科技馆巡展3站。", "VEN.MOBILE.STOPS"),
        ("科技馆免费开放，接待观众2.3万人次。", "VEN.STM.VISITS"),
        ("建成自治区级科普教育基地5家。", "VEN.BASE.REG"),
        ("新时代文明实践站86个。", "VEN.CIVIC.NUM"),
        ("社区科普大学12所。", "VEN.COMMUNITYROOM.NUM"),
        ("农牧民夜校135所。", "VEN.RURALSITE.NUM"),
        ("科普宣传栏210个。", "VEN.GALLERY.NUM"),
        ("农技协26个。", "GRA.ASSOC.NUM"),
        ("发展科技示范户320户。", "GRA.TECHADOPT.HH"),
        ("科普志愿者队伍32支，志愿者1860人。", "HR.VOLTEAM|HR.VOLUNTEER"),
        ("组建科技志愿服务队45支。", "HR.VOLTEAM"),
        ("培养农村科普带头人36名。", "HR.RURALLEADER"),
        ("科技辅导员126名。", "HR.COACH"),
        ("落实科普经费86万元。", "FUN.RAISED"),
        ("财政投入科普专项经费56万元。", "FUN.RAISED.SPECIAL"),
        ("争取基层科普行动计划项目资金45万元。", "FUN.GRASSROOTS.AWARD"),
        ("参加自治区青少年科技创新大赛作品23件，获奖9件。", "YTH.CONTEST.SUBMITTED|YTH.CONTEST.AWARDED"),
        ("举办青少年机器人竞赛2场，参赛学生360人。", "YTH.CONTEST.HELD|YTH.CONTEST.PARTICIPANTS"),
        ("公民具备科学素质比例达8.6%。", "LIT.RATE"),
        ("开展科技志愿服务活动126次，服务群众1.6万人次。", "ACT.VOLSERV.SESSIONS|ACT.VOLSERV.BENEFICIARIES"),
        ("志愿服务活动惠及群众3万余人次。", "ACT.VOLSERV.BENEFICIARIES"),
        ("疫情防控科普宣传86场次。", "ACT.EPIDEMIC.SESSIONS"),
        ("开展防灾减灾科普宣传活动12场。", "ACT.PUBLICITY.SESSIONS"),
        ("开展科普集市活动15场，吸引群众6000人次。", "ACT.PUBLICITY.SESSIONS|ACT.PUBLICITY.PARTICIPANTS"),
        ("全年共举办各类科普活动356场次，参与群众12.6万人次。", "ACT.ALL.SESSIONS|ACT.ALL.PARTICIPANTS"),
        ("开展反邪教宣传活动21场。", "ACT.DEEXTREM.SESSIONS"),
        ("党员远程教育站点播放科普片，覆盖站点320个。", "MED.PARTYEDU.SITES"),
        ("劳模创新成果12项。", "INN.ACHIEVE.LEAD"),
        ("研学活动参加学生3200名。", "ACT.STUDYTOUR.PARTICIPANTS"),
        ("天宫课堂进校园12场，师生8600人参与。", "ACT.CAMPUS.SESSIONS|ACT.CAMPUS.PARTICIPANTS"),
        ("科普活动覆盖群众8万人。", "ACT.OUTREACH.PEOPLE"),
        ("企业科协12家。", "INN.ENTASSOC.NUM"),
        ("市级学会36个。", "ORG.SOCIETY.NUM"),
        ("乡镇科协45个。", "ORG.TOWNKX.NUM"),
        ("编印科普读本5种。", "MAT.MANUAL.PRODUCED"),
        ("面向老年人开展智能手机应用培训，培训老年人860人次。", "ELD.DIGITAL.PARTICIPANTS"),
        ("领导干部和公务员科学素质培训560人次。", "CAD.TRAIN.PARTICIPANTS"),
        ("网络答题参与人数2.3万人次。", "QUIZ.ANSWERS"),
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
        "会议有30名代表参加。",
        "共有42个家庭参加亲子活动。",
        "举行座谈会，25人参加。",
        "邀请6位院士作报告。",
        "为120名贫困学生发放助学金6万元。",
        "种植面积达3.2万亩。",
        "带动农户增收1200元。",
        "建成大棚56座。",
        "发放化肥20吨、种子500公斤。",
        "全县共有人口12万人，其中少数民族8万人。",
        "学校有学生1200人、教师86人。",
        "安装电子屏20块。",
        "投放公交站台广告30块。",
        "开设课程12门。",
        "配备图书3000册。",
        "馆藏图书12万册。",
        "设立咨询台8个，摆放展板40块。",
        "出动车辆6台次，工作人员32人。",
        "表彰先进集体10个、先进个人25名。",
        "征集意见建议36条，解决问题28个。",
        "走访慰问科技工作者45人。",
        "签订协议12份。",
        "问卷调查1200份。",
        "项目总投资2.3亿元。",
        "组建专家团队5个，专家42名。",
        "调研走访15次。",
        "会员单位86家。",
        "申报专利23项，获授权12项。",
        "植树2000棵。",
        "举办文艺演出3场，观众2000人。",
        "党员46名，党支部5个。",
        "召开会议8次，印发文件12份。",
        "新闻发布会2场。",
        "抽检样品120批次。",
        "接种疫苗3万剂次。",
        "就业人数达600人。",
        "核酸检测12万人次。",
        "演练2场，疏散师生800人。",
        "赛事吸引选手560人。",
        "拍摄照片200张。",
        "收到感谢信3封。",
        "开通热线2条，接听电话300个。",
        "种植户达到230户。",
        "采购设备15台（套）。",
        "科普馆占地1200平方米。",
        "安排公益岗位30个。",
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


@pytest.mark.parametrize(
    ("sentence", "candidate"),
    [
        ("新认定科普示范基地3个。", "VEN.DEMOBASE.NUM"),
        ("创建自治区级科普教育基地5家。", "VEN.BASE.REG"),
        ("全市新增科普教育基地3个。", "VEN.BASE.NUM"),
        ("新建科普画廊12处。", "VEN.GALLERY.NUM"),
        ("新成立农技协2个。", "GRA.ASSOC.NUM"),
        ("新增注册科技志愿者120名。", "HR.VOLUNTEER"),
        ("新增5个科普教育基地。", "VEN.BASE.NUM"),
        ("争取资金建设科普示范基地1个。", "VEN.DEMOBASE.NUM"),
        ("2023年计划建设科普教育基地10个。", "VEN.BASE.NUM"),
    ],
)
def test_what_was_added_is_never_taken_for_how_many_there_are(sentence: str, candidate: str) -> None:
    (record,) = figures(sentence)
    assert (record["indicator_status"], record["indicator_code"]) == ("ambiguous", candidate)


@pytest.mark.parametrize(
    "sentence",
    [
        "短视频播出后，网友点赞4300余次。",
        "视频转发1.1万次。",
        "科普经费预算385万元。",
        "市科技馆临展《航天梦》接待观众1.26万人次。",
        "科普示范社区58个。",
        "公众号文章单篇最高阅读8600次。",
        "该市今年已开展此类活动36场。",
    ],
)
def test_what_only_sounds_like_an_indicator_is_none(sentence: str) -> None:
    (record,) = figures(sentence)
    assert record["indicator_status"] != "resolved"


def test_one_grade_of_awards_is_not_all_of_them() -> None:
    records = figures("青少年科技创新大赛获一等奖3项、二等奖8项。")
    assert [record["indicator_status"] for record in records] == ["ambiguous", "ambiguous"]


def test_a_list_of_places_shares_what_stands_behind_the_last() -> None:
    text = "塔城地区科协分别在乌苏市、沙湾市、额敏县举办科普讲座8场、6场和5场，参加人数分别为640人、520人、410人。"
    records = figures(text)
    assert [record["region_code"] for record in records] == ["654202", "654203", "654221"] * 2
    assert [record["indicator_code"] for record in records] == [
        *["ACT.LECTURE.SESSIONS"] * 3,
        *["ACT.LECTURE.PARTICIPANTS"] * 3,
    ]


def test_a_part_that_a_county_did_does_not_make_the_next_sentence_its_own() -> None:
    text = "阿克苏地区举办讲座64场次，其中库车市举办15场次。联合教育局举办报告会7场。"
    assert [record["region_code"] for record in figures(text)] == ["652900", "652902", "652900"]


@pytest.mark.parametrize(
    "sentence",
    [
        "市青少年科技活动中心开设机器人等兴趣班26个。",
        "投入12万元为3个社区更新科普画廊。",
        "“科普吐鲁番”抖音号发布作品43个。",
        "科技馆开设展区4个。",
        "科普教育基地联合开展活动，设置展位30个。",
    ],
)
def test_what_belongs_to_a_venue_is_not_counted_as_the_venue(sentence: str) -> None:
    given = {record["indicator_code"] for record in figures(sentence) if record["indicator_status"] == "resolved"}
    assert not {str(code) for code in given if str(code).endswith(".NUM")}


def test_a_series_with_a_name_of_its_own_is_not_all_activities() -> None:
    records = figures("独山子区举办的“油城科普行”系列活动8场次，吸引2600人次参与。")
    assert [(r["indicator_code"], r["indicator_status"]) for r in records] == [
        ("ACT.ALL.SESSIONS", "ambiguous"),
        ("ACT.ALL.PARTICIPANTS", "ambiguous"),
    ]


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("开展“三下乡”活动3场。", "ACT.SANXIAXIANG.SESSIONS"),
        ("“去极端化”宣讲412场次。", "ACT.DEEXTREM.SESSIONS"),
        ("举办“科技之冬”培训班120期。", "ACT.TRAIN.SESSIONS"),
    ],
)
def test_a_campaign_that_the_catalogue_knows_is_no_name_of_its_own(sentence: str, code: str) -> None:
    (record,) = figures(sentence)
    assert (record["indicator_code"], record["indicator_status"]) == (code, "resolved")
